-- dashboard_meetings: Which hosts hold the most meetings with poor or bad sound?
SELECT
  email, count(*) AS rated_meetings,
  count(*) FILTER (WHERE audio_quality IN ('poor', 'bad')) AS poor_or_bad
FROM dashboard_meetings
WHERE audio_quality IS NOT NULL
GROUP BY email
ORDER BY poor_or_bad DESC, rated_meetings DESC, email
LIMIT 10;

-- dashboard_meetings: In which departments are meetings with people from outside recorded?
SELECT
  dept, count(*) AS meetings_with_outsiders, count(*) FILTER (WHERE has_recording) AS recorded
FROM dashboard_meetings
WHERE has_external_participant
GROUP BY dept
ORDER BY meetings_with_outsiders DESC, dept
LIMIT 10;

-- dashboard_meetings: How many seconds does it take to join, for hosts of each department?
SELECT
  coalesce(u.dept, '') AS dept, count(*) AS meetings,
  round(sum(d.avg_jointime_cost * d.participants) / sum(d.participants), 1) AS average_seconds
FROM dashboard_meetings d
JOIN report_meetings r ON r.uuid = d.uuid
JOIN users u ON u.id = r.user_id
WHERE d.participants > 0
GROUP BY 1
ORDER BY average_seconds DESC, 1
LIMIT 10;

-- dashboard_meeting_participants: How often is the network the reason why people leave?
SELECT
  network_type, count(*) AS joins,
  count(*) FILTER (WHERE starts_with(leave_reason, 'Network connection error')) AS lost_connections
FROM dashboard_meeting_participants
WHERE status = 'in_meeting'
GROUP BY network_type
ORDER BY lost_connections DESC, network_type;

-- dashboard_meeting_participants: Where do people wait for longest in the waiting room?
SELECT
  m.topic, m.start_time, count(*) AS waits,
  round(max(epoch(p.leave_time - p.join_time)) / 60, 1) AS longest_minutes
FROM dashboard_meeting_participants p
JOIN dashboard_meetings m ON m.uuid = p.meeting_uuid
WHERE p.status = 'in_waiting_room' AND p.leave_time IS NOT NULL
GROUP BY m.uuid, m.topic, m.start_time
ORDER BY longest_minutes DESC, m.start_time, m.uuid
LIMIT 10;

-- dashboard_meeting_participants: Which clients do people of the account use?
SELECT os, os_version, version, count(DISTINCT p.participant_user_id) AS users
FROM dashboard_meeting_participants p
JOIN users u ON u.id = p.participant_user_id
WHERE p.status = 'in_meeting'
GROUP BY os, os_version, version
ORDER BY users DESC, os, os_version, version
LIMIT 10;

-- dashboard_meeting_qos: On which kind of network is the most sound lost?
SELECT
  network_type, count(*) AS minutes_measured,
  round(avg(replace(minute->>'$.audio_input.avg_loss', '%', '')::DOUBLE), 2) AS average_percent,
  max(replace(minute->>'$.audio_input.max_loss', '%', '')::DOUBLE) AS highest_percent
FROM dashboard_meeting_qos q, unnest(from_json(q.user_qos, '["JSON"]')) AS m(minute)
WHERE (minute->>'$.audio_input.avg_loss') <> ''
GROUP BY network_type
ORDER BY average_percent DESC, network_type;

-- dashboard_meeting_qos: Which meetings had the largest share of critical connections?
SELECT
  m.topic, m.start_time, count(*) AS connections,
  round(100.0 * count(*) FILTER (WHERE q.health = 'Critical') / count(*)) AS critical_percent
FROM dashboard_meeting_qos q
JOIN dashboard_meetings m ON m.uuid = q.meeting_uuid
GROUP BY m.uuid, m.topic, m.start_time
HAVING connections >= 3
ORDER BY critical_percent DESC, connections DESC, m.start_time, m.uuid
LIMIT 10;

-- dashboard_webinars: Which webinars were the largest, and were they recorded?
SELECT start_time, topic, host, participants, duration, has_recording, has_poll
FROM dashboard_webinars
ORDER BY participants DESC, start_time, uuid
LIMIT 10;

-- dashboard_webinars: Do dashboard and report count the same number of participants?
SELECT d.start_time, d.topic, d.participants AS dashboard, r.participants_count AS report
FROM dashboard_webinars d
JOIN report_webinars r ON r.uuid = d.uuid
ORDER BY d.start_time DESC, d.uuid
LIMIT 10;

-- dashboard_webinar_participants: How many registrants joined each webinar, and how many joins were there?
SELECT
  w.start_time, w.topic,
  count(DISTINCT nullif(p.registrant_id, '')) AS registrants,
  count(*) FILTER (WHERE coalesce(p.bo_mtg_id, '') = '') AS joins
FROM dashboard_webinar_participants p
JOIN dashboard_webinars w ON w.uuid = p.webinar_uuid
GROUP BY w.uuid, w.start_time, w.topic
ORDER BY w.start_time DESC, w.uuid
LIMIT 10;

-- dashboard_webinar_participants: What do people attend webinars with, and how often is it bad?
SELECT
  device, count(*) AS joins, count(*) FILTER (WHERE audio_quality = 'bad') AS bad_audio,
  count(*) FILTER (WHERE video_quality = 'bad') AS bad_video
FROM dashboard_webinar_participants
GROUP BY device
ORDER BY joins DESC, device
LIMIT 10;

-- dashboard_quality: What share of participants had poor or bad sound in each week?
SELECT
  date_trunc('week', date)::DATE AS week,
  sum((quality->>'$.audio.poor')::INT + (quality->>'$.audio.bad')::INT) AS poor_or_bad,
  sum((quality->>'$.audio.good')::INT + (quality->>'$.audio.fair')::INT) AS good_or_fair,
  round(100.0 * poor_or_bad / nullif(poor_or_bad + good_or_fair, 0), 1) AS poor_or_bad_percent
FROM dashboard_quality
WHERE counted = 'participants'
GROUP BY week
ORDER BY week DESC
LIMIT 10;

-- dashboard_quality: Is it sound, video or screen sharing that is bad in meetings?
SELECT
  sum((quality->>'$.audio.bad')::INT) AS bad_audio,
  sum((quality->>'$.video.bad')::INT) AS bad_video,
  sum((quality->>'$.screen_share.bad')::INT) AS bad_screen_share
FROM dashboard_quality
WHERE counted = 'meeting';

-- dashboard_satisfaction: What share of those who answer is satisfied, week by week?
SELECT
  date_trunc('week', date)::DATE AS week, sum(good_count + not_good_count) AS answers,
  round(100.0 * sum(good_count) / nullif(sum(good_count + not_good_count), 0), 1)
    AS satisfied_percent
FROM dashboard_satisfaction
GROUP BY week
ORDER BY week DESC
LIMIT 10;

-- dashboard_satisfaction: On which days were the most people not satisfied?
SELECT date, not_good_count AS not_satisfied, good_count AS satisfied, none_count AS no_answer
FROM dashboard_satisfaction
ORDER BY not_satisfied DESC, date
LIMIT 10;

-- dashboard_client_versions: What share of the clients has each version?
SELECT
  client_version, total_count AS clients,
  round(100.0 * total_count / sum(total_count) OVER (), 1) AS percent
FROM dashboard_client_versions
ORDER BY clients DESC, client_version
LIMIT 10;

-- dashboard_client_versions: How many clients have another than the most common version?
SELECT
  count(*) AS versions, max(total_count) AS most_common_version,
  sum(total_count) - max(total_count) AS other_versions
FROM dashboard_client_versions;
