-- webinars: Which webinars come next, and how many people have registered?
SELECT w.topic, w.start_time, w.duration AS minutes,
  count(DISTINCT r.id) AS registered
FROM webinars AS w
LEFT JOIN webinar_registrants AS r ON r.webinar_id = w.id AND r.status = 'approved'
WHERE w.start_time > (SELECT max(start_time) FROM report_webinars)
GROUP BY w.id, w.topic, w.start_time, w.duration
ORDER BY w.start_time, w.id
LIMIT 10;

-- webinars: Which webinars need no registration?
SELECT id, topic, host_email, start_time
FROM webinars
WHERE (settings->>'$.approval_type') = '2'
ORDER BY start_time, id
LIMIT 10;

-- webinars: Which webinars take questions, and are they recorded automatically?
SELECT topic, settings->>'$.question_and_answer.enable' AS questions,
  settings->>'$.auto_recording' AS recording, settings->>'$.practice_session' AS practice_session
FROM webinars
ORDER BY topic, id
LIMIT 10;

-- webinar_panelists: Who is on the panel of which webinar?
SELECT w.topic, count(*) AS panelists, string_agg(p.name, ', ' ORDER BY p.name) AS names
FROM webinar_panelists AS p
JOIN webinars AS w ON w.id = p.webinar_id
GROUP BY w.id, w.topic
ORDER BY panelists DESC, w.id
LIMIT 10;

-- webinar_panelists: Which panelists did not come to their webinar?
SELECT DISTINCT p.name, p.email, s.topic, s.start_time
FROM webinar_panelists AS p
JOIN report_webinars AS s ON s.id = p.webinar_id
WHERE NOT EXISTS (FROM report_webinar_participants AS a
  WHERE a.webinar_uuid = s.uuid
    AND (lower(a.user_email) = lower(p.email) OR a.name = p.name))
ORDER BY s.start_time, p.email
LIMIT 10;

-- webinar_registrants: Which organizations register most often?
SELECT org, count(*) AS registrations,
  count(*) FILTER (WHERE role_in_purchase_process = 'Decision Maker') AS decision_makers
FROM webinar_registrants
WHERE org <> '' AND status = 'approved'
GROUP BY org
ORDER BY registrations DESC, org
LIMIT 10;

-- webinar_registrants: How long before the webinar do people register?
SELECT w.topic, count(*) AS registrants,
  round(median(epoch(w.start_time - r.create_time)) / 86400, 1) AS median_days_before
FROM webinar_registrants AS r
JOIN webinars AS w ON w.id = r.webinar_id
WHERE w.start_time IS NOT NULL AND r.create_time < w.start_time
GROUP BY w.id, w.topic
ORDER BY registrants DESC, w.id
LIMIT 10;

-- webinar_registrants: Which hot leads registered for a webinar and came?
SELECT DISTINCT r.email, r.org, r.job_title, r.purchasing_time_frame
FROM webinar_registrants AS r
JOIN report_webinar_participants AS p ON p.registrant_id = r.id
WHERE r.purchasing_time_frame IN ('Within a month', '1-3 months')
  AND p.status = 'in_meeting'
ORDER BY r.purchasing_time_frame DESC, r.email
LIMIT 10;

-- webinar_questions: What do we ask people who register for a webinar?
SELECT w.topic, q->>'$.title' AS question, q->>'$.required' AS required
FROM webinar_questions AS f
CROSS JOIN unnest(from_json(f.custom_questions, '["JSON"]')) AS asked(q)
JOIN webinars AS w ON w.id = f.webinar_id
ORDER BY w.id, question
LIMIT 10;

-- webinar_questions: Which webinars ask for nothing but an e-mail address and a first name?
SELECT w.topic, w.host_email
FROM webinar_questions AS f
JOIN webinars AS w ON w.id = f.webinar_id
WHERE json_array_length(f.questions) = 0 AND json_array_length(f.custom_questions) = 0
ORDER BY w.id
LIMIT 10;

-- webinar_polls: How many questions does each poll of a webinar have?
SELECT w.topic, p.title, p.anonymous, json_array_length(p.questions) AS questions
FROM webinar_polls AS p
JOIN webinars AS w ON w.id = p.webinar_id
ORDER BY w.id, p.id
LIMIT 10;

-- webinar_polls: Which questions of polls have a right answer?
SELECT DISTINCT q->>'$.name' AS question, q->>'$.answers' AS choices,
  q->>'$.right_answers' AS right_answers
FROM webinar_polls AS p, unnest(from_json(p.questions, '["JSON"]')) AS asked(q)
WHERE json_array_length(q->'$.right_answers') > 0
ORDER BY question, choices, right_answers
LIMIT 10;

-- webinar_surveys: Which webinars send their survey by e-mail afterward?
SELECT w.topic, w.host_email, s.show_in_the_browser AS in_browser
FROM webinar_surveys AS s
JOIN webinars AS w ON w.id = s.webinar_id
WHERE s.show_in_the_follow_up_email
ORDER BY w.id
LIMIT 10;

-- webinar_surveys: Which questions do the surveys of our webinars ask?
SELECT q->>'$.name' AS question, q->>'$.type' AS type, count(DISTINCT s.webinar_id) AS webinars
FROM webinar_surveys AS s,
  unnest(from_json(s.custom_survey->'$.questions', '["JSON"]')) AS asked(q)
GROUP BY question, type
ORDER BY webinars DESC, question, type
LIMIT 10;

-- webinar_tracking_sources: Which source turns most visitors into registrants?
SELECT source_name, sum(visitor_count) AS visitors, sum(registration_count) AS registrations,
  round(100.0 * sum(registration_count) / sum(visitor_count), 2) AS percent
FROM webinar_tracking_sources
GROUP BY source_name
HAVING sum(visitor_count) > 0
ORDER BY percent DESC, source_name
LIMIT 10;

-- webinar_tracking_sources: Which links to a webinar are visited but bring few registrations?
SELECT w.topic, s.source_name, s.visitor_count AS visitors, s.registration_count AS registrations
FROM webinar_tracking_sources AS s
JOIN webinars AS w ON w.id = s.webinar_id
WHERE s.visitor_count >= 100 AND s.registration_count < 5
ORDER BY visitors DESC, s.id
LIMIT 10;

-- past_webinar_instances: How often has each webinar been held?
SELECT w.topic, count(*) AS held, max(i.start_time)::DATE AS last_held
FROM past_webinar_instances AS i
JOIN webinars AS w ON w.id = i.webinar_id
GROUP BY w.id, w.topic
ORDER BY held DESC, w.id
LIMIT 10;

-- past_webinar_instances: How late did our webinars begin?
SELECT w.topic, w.start_time AS planned, i.start_time AS began,
  epoch(i.start_time - w.start_time)::INTEGER AS seconds_late
FROM past_webinar_instances AS i
JOIN webinars AS w ON w.id = i.webinar_id
WHERE w.type = 5
ORDER BY seconds_late DESC, i.uuid
LIMIT 10;

-- past_webinar_participants: How many people from inside and outside came to each webinar?
SELECT w.topic, i.start_time,
  count(DISTINCT coalesce(nullif(p.user_email, ''), p.name))
    FILTER (WHERE p.internal_user) AS internal,
  count(DISTINCT coalesce(nullif(p.user_email, ''), p.name))
    FILTER (WHERE NOT p.internal_user) AS external
FROM past_webinar_participants AS p
JOIN past_webinar_instances AS i ON i.uuid = p.webinar_uuid
JOIN webinars AS w ON w.id = i.webinar_id
WHERE p.status = 'in_meeting'
GROUP BY i.uuid, w.topic, i.start_time
ORDER BY i.start_time, i.uuid
LIMIT 10;

-- past_webinar_participants: Who left a webinar in its first five minutes and did not come back?
SELECT lower(p.user_email) AS email, w.topic, w.start_time,
  max(coalesce(p.leave_time, p.join_time + p.duration * INTERVAL 1 SECOND)) AS left_at
FROM past_webinar_participants AS p
JOIN report_webinars AS w ON w.uuid = p.webinar_uuid
WHERE p.user_email <> '' AND p.status = 'in_meeting' AND w.duration > 5
GROUP BY 1, w.uuid, w.topic, w.start_time
HAVING left_at < w.start_time + INTERVAL 5 MINUTES
ORDER BY w.start_time, email
LIMIT 10;

-- webinar_absentees: How many of those who registered for a webinar did not come?
SELECT w.topic, a.start_time, count(*) AS absentees
FROM webinar_absentees AS a
JOIN webinars AS w ON w.id = a.webinar_id
GROUP BY a.webinar_uuid, w.topic, a.start_time
ORDER BY a.start_time, a.webinar_uuid
LIMIT 10;

-- webinar_absentees: Which decision makers missed a webinar and deserve a call?
SELECT email, first_name, last_name, org, purchasing_time_frame
FROM webinar_absentees
WHERE role_in_purchase_process = 'Decision Maker'
ORDER BY email, webinar_uuid
LIMIT 10;
