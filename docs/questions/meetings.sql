-- meetings: Which meetings have no waiting room or let people join before the host?
SELECT id, topic, host_email, settings->>'$.waiting_room' AS waiting_room,
  settings->>'$.join_before_host' AS join_before_host
FROM meetings
WHERE (settings->>'$.waiting_room') = 'false' OR (settings->>'$.join_before_host') = 'true'
ORDER BY host_email, id
LIMIT 10;

-- meetings: How many meetings has each host scheduled, and how many of them are series?
SELECT u.display_name, count(*) AS meetings, count(*) FILTER (WHERE m.type IN (3, 8)) AS series
FROM meetings AS m
JOIN users AS u ON u.id = m.user_id
GROUP BY u.id, u.display_name
ORDER BY meetings DESC, u.display_name
LIMIT 10;

-- meetings: Which dates of recurring meetings come next?
SELECT m.topic, m.host_email, (o->>'$.start_time')::TIMESTAMPTZ AS starts,
  (o->>'$.duration')::INTEGER AS minutes
FROM meetings AS m, unnest(from_json(m.occurrences, '["JSON"]')) AS dates(o)
WHERE (o->>'$.status') = 'available'
ORDER BY starts, m.id
LIMIT 10;

-- meeting_registrants: How many registrations of each meeting still wait for approval?
SELECT m.id, m.topic, count(*) AS registrations,
  count(*) FILTER (WHERE r.status = 'pending') AS pending
FROM meeting_registrants AS r
JOIN meetings AS m ON m.id = r.meeting_id
GROUP BY m.id, m.topic
HAVING pending > 0
ORDER BY pending DESC, m.id
LIMIT 10;

-- meeting_registrants: Which registered people want to buy within three months and can decide?
SELECT DISTINCT email, org, purchasing_time_frame, role_in_purchase_process
FROM meeting_registrants
WHERE purchasing_time_frame IN ('Within a month', '1-3 months')
  AND role_in_purchase_process = 'Decision Maker'
ORDER BY purchasing_time_frame, email
LIMIT 10;

-- meeting_registrants: Which approved registrants never came?
SELECT DISTINCT r.email, r.org, m.id, m.topic
FROM meeting_registrants AS r
JOIN meetings AS m ON m.id = r.meeting_id
WHERE r.status = 'approved'
  AND EXISTS (FROM report_meetings AS h WHERE h.id = m.id AND h.start_time > r.create_time)
  AND NOT EXISTS (FROM report_meeting_participants AS p
    WHERE p.meeting_id = m.id AND p.status = 'in_meeting'
      AND (p.registrant_id = r.id OR lower(p.user_email) = lower(r.email)))
ORDER BY r.email, m.id
LIMIT 10;

-- meeting_questions: What do registration forms ask beyond Zoom's own fields?
SELECT q->>'$.title' AS question, q->>'$.type' AS type, count(*) AS forms,
  count(*) FILTER (WHERE (q->>'$.required') = 'true') AS required
FROM meeting_questions AS f, unnest(from_json(f.custom_questions, '["JSON"]')) AS asked(q)
GROUP BY question, type
ORDER BY forms DESC, question
LIMIT 10;

-- meeting_questions: Which meetings ask people for their last name?
SELECT m.topic, q->>'$.required' AS required, count(DISTINCT r.id) AS registrants
FROM meeting_questions AS f
CROSS JOIN unnest(from_json(f.questions, '["JSON"]')) AS asked(q)
JOIN meetings AS m ON m.id = f.meeting_id
LEFT JOIN meeting_registrants AS r ON r.meeting_id = m.id
WHERE (q->>'$.field_name') = 'last_name'
GROUP BY m.id, m.topic, required
ORDER BY m.id
LIMIT 10;

-- meeting_polls: Which meetings have polls that collect names with the answers?
SELECT m.topic, p.title, json_array_length(p.questions) AS questions
FROM meeting_polls AS p
JOIN meetings AS m ON m.id = p.meeting_id
WHERE NOT p.anonymous
ORDER BY m.id, p.id
LIMIT 10;

-- meeting_polls: What kinds of questions do our quizzes ask?
SELECT q->>'$.type' AS type, count(*) AS questions, count(DISTINCT p.id) AS quizzes
FROM meeting_polls AS p, unnest(from_json(p.questions, '["JSON"]')) AS asked(q)
WHERE p.poll_type = 3
GROUP BY type
ORDER BY questions DESC, type
LIMIT 10;

-- meeting_surveys: Which meetings end with a survey on another site?
SELECT m.topic, m.host_email, s.third_party_survey
FROM meeting_surveys AS s
JOIN meetings AS m ON m.id = s.meeting_id
WHERE s.third_party_survey <> ''
ORDER BY m.host_email, m.id
LIMIT 10;

-- meeting_surveys: How long are our surveys, and how many of their questions must be answered?
SELECT s.meeting_id, count(*) AS questions,
  count(*) FILTER (WHERE (q->>'$.answer_required') = 'true') AS required
FROM meeting_surveys AS s,
  unnest(from_json(s.custom_survey->'$.questions', '["JSON"]')) AS asked(q)
GROUP BY s.meeting_id
ORDER BY questions DESC, s.meeting_id
LIMIT 10;

-- past_meeting_instances: Which scheduled meetings have been held most often?
SELECT m.topic, m.host_email, count(*) AS held, max(i.start_time)::DATE AS last_held
FROM past_meeting_instances AS i
JOIN meetings AS m ON m.id = i.meeting_id
GROUP BY m.id, m.topic, m.host_email
ORDER BY held DESC, m.id
LIMIT 10;

-- past_meeting_instances: Which scheduled meetings have never been held?
SELECT m.topic, m.host_email, m.created_at::DATE AS created
FROM meetings AS m
ANTI JOIN past_meeting_instances AS i ON i.meeting_id = m.id
ORDER BY created, m.id
LIMIT 10;

-- past_meeting_details: Which meetings took less than half of the time planned?
SELECT d.topic, d.start_time, m.duration AS planned_minutes, d.duration AS actual_minutes
FROM past_meeting_details AS d
JOIN meetings AS m ON m.id = d.id
WHERE d.duration < m.duration / 2
ORDER BY m.duration - d.duration DESC, d.uuid
LIMIT 10;

-- past_meeting_details: How long did each participant stay on average?
SELECT topic, start_time, participants_count AS participants,
  round(total_minutes / participants_count, 1) AS minutes_each
FROM past_meeting_details
WHERE participants_count > 1
ORDER BY minutes_each DESC, uuid
LIMIT 10;

-- past_meeting_participants: Who came from outside the account to more than one meeting?
SELECT lower(user_email) AS email, count(DISTINCT meeting_uuid) AS meetings
FROM past_meeting_participants
WHERE NOT internal_user AND user_email <> '' AND status = 'in_meeting'
GROUP BY 1
HAVING meetings > 1
ORDER BY meetings DESC, email
LIMIT 10;

-- past_meeting_participants: Which sessions had more people from outside than from the account?
SELECT d.topic, d.start_time,
  count(DISTINCT coalesce(nullif(p.user_email, ''), p.name))
    FILTER (WHERE p.internal_user) AS internal,
  count(DISTINCT coalesce(nullif(p.user_email, ''), p.name))
    FILTER (WHERE NOT p.internal_user) AS external
FROM past_meeting_participants AS p
JOIN past_meeting_details AS d ON d.uuid = p.meeting_uuid
WHERE p.status = 'in_meeting'
GROUP BY d.uuid, d.topic, d.start_time
HAVING external > internal
ORDER BY external DESC, d.uuid
LIMIT 10;
