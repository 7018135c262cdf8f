-- report_meetings: Which licensed users have not hosted a meeting in the last two weeks of the data?
SELECT u.email, max(r.start_time)::DATE AS last_hosted
FROM users AS u
LEFT JOIN report_meetings AS r ON r.user_id = u.id
WHERE u.type = 2
GROUP BY u.id, u.email
HAVING last_hosted IS NULL
  OR last_hosted < (SELECT max(start_time)::DATE FROM report_meetings) - 14
ORDER BY last_hosted NULLS FIRST, u.email
LIMIT 10;

-- report_meetings: How many hours did people spend in the meetings of each department?
SELECT coalesce(nullif(u.dept, ''), '(none)') AS host_department, count(*) AS meetings,
  round(sum(r.total_minutes) / 60.0, 1) AS person_hours
FROM report_meetings AS r
JOIN users AS u ON u.id = r.user_id
GROUP BY host_department
ORDER BY person_hours DESC, host_department
LIMIT 10;

-- report_meetings: At which hours (UTC) do most of our meetings begin?
SELECT hour(start_time) AS hour, count(*) AS meetings, sum(duration) AS minutes
FROM report_meetings
GROUP BY hour
ORDER BY meetings DESC, hour
LIMIT 10;

-- report_meeting_participants: How long was each person in the largest meeting, with overlapping stays counted once?
SELECT coalesce(nullif(lower(p.user_email), ''), nullif(p.name, ''), p.user_id) AS person,
  round(count(DISTINCT second) / 60, 1) AS minutes
FROM report_meeting_participants AS p, unnest(range(epoch(p.join_time)::BIGINT,
  coalesce(epoch(p.leave_time), epoch(p.join_time) + p.duration)::BIGINT)) AS seconds(second)
WHERE p.status = 'in_meeting'
  AND p.meeting_uuid = (
    SELECT uuid FROM report_meetings ORDER BY participants_count DESC, uuid LIMIT 1)
GROUP BY person
ORDER BY minutes DESC, person
LIMIT 10;

-- report_meeting_participants: Who waited longest in the waiting room?
SELECT r.topic, r.user_email AS host, p.name, round(p.duration / 60.0, 1) AS minutes_waited
FROM report_meeting_participants AS p
JOIN report_meetings AS r ON r.uuid = p.meeting_uuid
WHERE p.status = 'in_waiting_room'
ORDER BY p.duration DESC, p.meeting_uuid, p.row_id
LIMIT 10;

-- report_meeting_participants: Which meetings used breakout rooms, and how many?
SELECT r.topic, r.start_time, count(DISTINCT p.bo_mtg_id) AS rooms,
  count(DISTINCT coalesce(nullif(p.user_email, ''), p.name)) AS people
FROM report_meeting_participants AS p
JOIN report_meetings AS r ON r.uuid = p.meeting_uuid
WHERE p.bo_mtg_id <> ''
GROUP BY r.uuid, r.topic, r.start_time
ORDER BY rooms DESC, r.uuid
LIMIT 10;

-- report_webinars: Which webinars had the most participants, and how long did each stay?
SELECT topic, start_time, participants_count AS participants,
  round(total_minutes / participants_count, 1) AS minutes_each
FROM report_webinars
WHERE participants_count > 0
ORDER BY participants DESC, uuid
LIMIT 10;

-- report_webinars: Which webinars that were held are no longer listed by Zoom?
SELECT r.id, r.topic, r.user_email AS host, r.start_time
FROM report_webinars AS r
ANTI JOIN webinars AS w ON w.id = r.id
ORDER BY r.start_time, r.uuid
LIMIT 10;

-- report_webinar_participants: How many of the approved registrants of each webinar came?
SELECT s.topic, s.start_time, count(DISTINCT r.id) AS approved,
  count(DISTINCT r.id) FILTER (WHERE p.row_id IS NOT NULL) AS attended
FROM report_webinars AS s
JOIN webinar_registrants AS r
  ON r.webinar_id = s.id AND r.status = 'approved' AND r.create_time < s.end_time
LEFT JOIN report_webinar_participants AS p
  ON p.webinar_uuid = s.uuid AND p.status = 'in_meeting'
  AND (p.registrant_id = r.id OR lower(p.user_email) = lower(r.email))
GROUP BY s.uuid, s.topic, s.start_time
ORDER BY s.start_time, s.uuid
LIMIT 10;

-- report_webinar_participants: How full was the largest webinar as time went by?
WITH largest AS (FROM report_webinars ORDER BY participants_count DESC, uuid LIMIT 1)
SELECT minute, count(DISTINCT coalesce(nullif(p.user_email, ''), p.name)) AS people
FROM largest AS l
CROSS JOIN generate_series(0, l.duration, (l.duration + 7) // 8) AS minutes(minute)
LEFT JOIN report_webinar_participants AS p
  ON p.webinar_uuid = l.uuid AND p.status = 'in_meeting'
  AND l.start_time + minute * INTERVAL 1 MINUTE BETWEEN p.join_time
    AND coalesce(p.leave_time, p.join_time + p.duration * INTERVAL 1 SECOND)
GROUP BY minute
ORDER BY minute
LIMIT 10;

-- report_webinar_participants: Who attended more than one webinar?
SELECT lower(user_email) AS email, count(DISTINCT webinar_uuid) AS webinars
FROM report_webinar_participants
WHERE user_email <> '' AND status = 'in_meeting'
GROUP BY 1
HAVING webinars > 1
ORDER BY webinars DESC, email
LIMIT 10;
