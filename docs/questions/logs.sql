-- report_activities: Who signs in from the most addresses?
SELECT email, count(DISTINCT ip_address) AS addresses, count(*) AS sign_ins
FROM report_activities
WHERE type = 'Sign in'
GROUP BY email
ORDER BY addresses DESC, email
LIMIT 5;

-- report_activities: Who signed in but is not in the list of users?
SELECT a.email, count(*) AS sign_ins, max(a.time)::DATE AS last_sign_in
FROM report_activities AS a
ANTI JOIN users AS u ON lower(u.email) = lower(a.email)
WHERE a.type = 'Sign in'
GROUP BY a.email
ORDER BY sign_ins DESC, a.email
LIMIT 10;

-- report_activities: Which addresses have several people signed in from?
SELECT ip_address, count(DISTINCT email) AS people,
  string_agg(DISTINCT email, ', ' ORDER BY email) AS emails
FROM report_activities
WHERE type = 'Sign in'
GROUP BY ip_address
HAVING people > 1
ORDER BY people DESC, ip_address
LIMIT 5;

-- report_operation_logs: How often did an administrator sign in as somebody else, and when last?
SELECT operator, operation_detail, count(*) AS times, max(time) AS last_time
FROM report_operation_logs
WHERE action = 'Sign in as'
GROUP BY operator, operation_detail
ORDER BY last_time DESC, operation_detail
LIMIT 5;

-- report_operation_logs: What was deleted last, and by whom?
SELECT DISTINCT o.time, u.display_name AS deleted_by, o.category_type, o.operation_detail
FROM report_operation_logs AS o
LEFT JOIN users AS u ON lower(u.email) = lower(o.operator)
WHERE o.action = 'Delete'
ORDER BY o.time DESC, o.category_type, o.operation_detail
LIMIT 5;

-- report_operation_logs: How many changes were made in each area per week?
SELECT date_trunc('week', time)::DATE AS week, category_type AS area, count(*) AS changes
FROM report_operation_logs
GROUP BY week, area
ORDER BY week DESC, changes DESC, area
LIMIT 10;

-- report_meeting_activities: In which sessions was the chat used most?
SELECT m.topic, m.start_time, count(*) AS messages, count(DISTINCT a.operator) AS writers
FROM report_meeting_activities AS a
JOIN report_meetings AS m ON m.id = replace(a.meeting_number, ' ', '')::BIGINT
  AND a.activity_time BETWEEN m.start_time AND m.end_time
WHERE a.activity_category = 'In-Meeting Chat'
GROUP BY m.uuid, m.topic, m.start_time
ORDER BY messages DESC, m.uuid
LIMIT 10;

-- report_meeting_activities: Which guests joined most meetings?
SELECT operator AS guest, count(DISTINCT meeting_number) AS meetings, count(*) AS joins
FROM report_meeting_activities
WHERE activity_category = 'User Join' AND operator_email = '' AND operator <> ''
GROUP BY guest
ORDER BY meetings DESC, joins DESC, guest
LIMIT 10;

-- report_remote_support: Who gave remote support most often, and for how long?
SELECT supporter_email, count(*) AS requests,
  round(sum(split_part(duration, ':', 1)::INTEGER * 60 + split_part(duration, ':', 2)::INTEGER)
    / 60.0, 1) AS minutes
FROM report_remote_support
WHERE supporter_email <> ''
GROUP BY supporter_email
ORDER BY minutes DESC, supporter_email
LIMIT 10;

-- report_remote_support: Which people who are no users controlled the computer of a user?
SELECT DISTINCT r.start_time, r.supporter_email, r.supportee_email, r.duration
FROM report_remote_support AS r
SEMI JOIN users AS ours ON lower(ours.email) = lower(r.supportee_email)
ANTI JOIN users AS u ON lower(u.email) = lower(r.supporter_email)
WHERE r.start_time IS NOT NULL AND r.supporter_email <> ''
ORDER BY r.start_time DESC, r.supporter_email, r.supportee_email
LIMIT 10;
