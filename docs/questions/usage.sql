-- report_hosts: Which licensed users hosted nothing, or next to nothing, in the latest month?
SELECT email, dept, meetings, meeting_minutes
FROM report_hosts
WHERE type = 2 AND meetings <= 1 AND month = (SELECT max(month) FROM report_hosts)
ORDER BY meetings, meeting_minutes, email
LIMIT 10;

-- report_hosts: How many meetings did each department host per month?
SELECT month, coalesce(nullif(dept, ''), '(none)') AS department,
  sum(meetings) AS meetings, sum(meeting_minutes) AS minutes
FROM report_hosts
GROUP BY month, department
ORDER BY month DESC, meetings DESC, department
LIMIT 10;

-- report_hosts: Who hosted meetings but is no longer a user?
SELECT h.user_name, h.email, sum(h.meetings) AS meetings, max(h."to") AS until
FROM report_hosts AS h
ANTI JOIN users AS u ON u.id = h.id
WHERE h.meetings > 0
GROUP BY h.id, h.user_name, h.email
ORDER BY meetings DESC, h.email
LIMIT 10;

-- report_history_meetings: Which features are used most?
SELECT f.key AS feature, count(*) AS sessions
FROM report_history_meetings AS h, json_each(h.feature_used) AS f
WHERE f.value = 'true'
GROUP BY feature
ORDER BY sessions DESC, feature
LIMIT 10;

-- report_history_meetings: How many sessions does each department hold, and how large are they?
SELECT coalesce(nullif(department, ''), '(none)') AS host_department, count(*) AS sessions,
  round(avg(participants), 1) AS participants_each,
  round(sum(total_participant_minutes) / 60.0, 1) AS person_hours
FROM report_history_meetings
GROUP BY host_department
ORDER BY sessions DESC, host_department
LIMIT 10;

-- report_history_meetings: Which sessions are missing from the reports per host, because the host is gone?
SELECT h.topic, h.type, h.host_email, h.start_time
FROM report_history_meetings AS h
ANTI JOIN report_meetings AS m ON m.uuid = h.meeting_uuid
ANTI JOIN report_webinars AS w ON w.uuid = h.meeting_uuid
ORDER BY h.start_time, h.meeting_uuid
LIMIT 10;

-- report_daily_usage: On which weekdays do we meet most?
SELECT dayname(date) AS weekday, sum(meetings) AS meetings, sum(meeting_minutes) AS minutes
FROM report_daily_usage
GROUP BY weekday
ORDER BY meetings DESC, weekday
LIMIT 10;

-- report_daily_usage: What were the busiest days?
SELECT date, meetings, participants, meeting_minutes AS minutes
FROM report_daily_usage
WHERE meetings > 0
ORDER BY participants DESC, date
LIMIT 5;

-- report_daily_usage: How many users were added each month?
SELECT strftime(date, '%Y-%m') AS month, sum(new_users) AS new_users, sum(meetings) AS meetings
FROM report_daily_usage
GROUP BY month
ORDER BY month DESC
LIMIT 10;

-- report_cloud_recording: On which days did recordings take up most storage?
SELECT date, "usage", plan_usage,
  split_part("usage", ' ', 1)::DOUBLE * CASE split_part("usage", ' ', 2)
    WHEN 'TB' THEN 1024 * 1024 WHEN 'GB' THEN 1024 WHEN 'MB' THEN 1 END AS megabytes
FROM report_cloud_recording
ORDER BY megabytes DESC NULLS LAST, date
LIMIT 5;

-- report_cloud_recording: How much storage is in use now, and how much does the plan include?
SELECT date, "usage", plan_usage, free_usage
FROM report_cloud_recording
ORDER BY date DESC
LIMIT 1;

-- report_telephone: What do telephone calls into meetings cost, by kind of call?
SELECT type, count(*) AS calls, sum(duration) AS minutes, round(sum(total), 2) AS cost
FROM report_telephone
GROUP BY type
ORDER BY cost DESC, type
LIMIT 10;

-- report_telephone: Which hosts cause most of the telephone costs?
SELECT u.display_name, u.dept, count(*) AS calls, round(sum(t.total), 2) AS cost
FROM report_telephone AS t
JOIN users AS u ON u.id = t.host_id
GROUP BY u.id, u.display_name, u.dept
ORDER BY cost DESC, u.display_name
LIMIT 10;

-- report_telephone: Which sessions were the most expensive?
SELECT h.topic, h.type, h.start_time, count(*) AS calls, round(sum(t.total), 2) AS cost
FROM report_telephone AS t
JOIN report_history_meetings AS h ON h.meeting_uuid = t.uuid
GROUP BY h.meeting_uuid, h.topic, h.type, h.start_time
ORDER BY cost DESC, h.meeting_uuid
LIMIT 5;

-- report_upcoming_events: What has been planned for the coming week?
SELECT e.start_time, e.topic, u.email AS host
FROM report_upcoming_events AS e
JOIN users AS u ON u.id = e.host_id
WHERE e.start_time < (SELECT min(start_time) FROM report_upcoming_events) + INTERVAL 7 DAYS
ORDER BY e.start_time, e.row_id
LIMIT 10;

-- report_upcoming_events: Which days of the coming month have several events?
SELECT start_time::DATE AS day, count(*) AS events, count(DISTINCT host_id) AS hosts
FROM report_upcoming_events
GROUP BY day
HAVING events > 1
ORDER BY events DESC, day
LIMIT 10;
