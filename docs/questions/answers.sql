-- meeting_poll_results: How many people answered the polls of each meeting?
SELECT m.topic, r.start_time, count(*) AS answered,
  count(*) FILTER (WHERE r.email = '') AS without_address
FROM meeting_poll_results AS r
JOIN meetings AS m ON m.id = r.meeting_id
GROUP BY r.meeting_uuid, m.topic, r.start_time
ORDER BY answered DESC, r.meeting_uuid
LIMIT 10;

-- meeting_poll_results: In which sessions did fewer people answer a poll than came?
SELECT d.topic, d.start_time, d.participants_count AS participants, count(*) AS answered
FROM meeting_poll_results AS r
JOIN past_meeting_details AS d ON d.uuid = r.meeting_uuid
GROUP BY d.uuid, d.topic, d.start_time, d.participants_count
HAVING count(*) < d.participants_count
ORDER BY d.start_time, d.uuid
LIMIT 10;

-- meeting_poll_answers: What did people answer to each question of our polls?
SELECT question, answer, count(*) AS answers
FROM meeting_poll_answers
WHERE answer <> ''
GROUP BY question, answer
ORDER BY answers DESC, question, answer
LIMIT 10;

-- meeting_poll_answers: Which questions are most often left blank?
SELECT a.question, count(*) AS asked, count(*) FILTER (WHERE coalesce(a.answer, '') = '') AS blank
FROM meeting_poll_answers AS a
JOIN meeting_poll_results AS r
  ON r.meeting_uuid = a.meeting_uuid AND r.row_id = a.respondent_id
GROUP BY a.question
ORDER BY blank DESC, a.question
LIMIT 10;

-- meeting_qna_results: Who asks most questions in our meetings?
SELECT name, email, count(DISTINCT meeting_uuid) AS meetings,
  sum(json_array_length(question_details)) AS questions
FROM meeting_qna_results
GROUP BY name, email
ORDER BY questions DESC, name, email
LIMIT 10;

-- meeting_qna_results: How many questions did people ask in each meeting?
SELECT m.topic, r.start_time, sum(json_array_length(r.question_details)) AS questions
FROM meeting_qna_results AS r
JOIN meetings AS m ON m.id = r.meeting_id
GROUP BY r.meeting_uuid, m.topic, r.start_time
ORDER BY questions DESC, r.meeting_uuid
LIMIT 10;

-- meeting_qna_answers: Which questions got no answer?
SELECT m.topic, a.start_time, a.name, a.question
FROM meeting_qna_answers AS a
JOIN meetings AS m ON m.id = a.meeting_id
WHERE coalesce(a.answer, '') = ''
ORDER BY a.start_time, a.meeting_uuid, a.respondent_id, a.row_id
LIMIT 10;

-- meeting_qna_answers: Which questions were asked in more than one session?
SELECT question, count(DISTINCT meeting_uuid) AS sessions, count(*) AS times
FROM meeting_qna_answers
GROUP BY question
HAVING sessions > 1
ORDER BY sessions DESC, times DESC, question
LIMIT 10;

-- webinar_poll_results: What share of a webinar's participants answered a poll?
SELECT s.topic, s.start_time, count(*) AS answered, s.participants_count AS participants,
  round(100.0 * count(*) / s.participants_count, 1) AS percent
FROM webinar_poll_results AS r
JOIN report_webinars AS s ON s.uuid = r.webinar_uuid
GROUP BY s.uuid, s.topic, s.start_time, s.participants_count
ORDER BY percent DESC, s.uuid
LIMIT 10;

-- webinar_poll_results: How many of those who answered can be contacted?
SELECT i.start_time, count(*) AS answered, count(*) FILTER (WHERE r.email <> '') AS with_address
FROM webinar_poll_results AS r
JOIN past_webinar_instances AS i ON i.uuid = r.webinar_uuid
GROUP BY i.uuid, i.start_time
ORDER BY i.start_time, i.uuid
LIMIT 10;

-- webinar_poll_answers: What is the most frequent answer to each question?
SELECT question, answer, count(*) AS answers
FROM webinar_poll_answers
WHERE answer <> ''
GROUP BY question, answer
QUALIFY row_number() OVER (PARTITION BY question ORDER BY count(*) DESC, answer) = 1
ORDER BY question
LIMIT 10;

-- webinar_poll_answers: How long after the start of a webinar did people answer?
SELECT w.topic, a.start_time, min(a.date_time - a.start_time) AS first_answer,
  max(a.date_time - a.start_time) AS last_answer
FROM webinar_poll_answers AS a
JOIN webinars AS w ON w.id = a.webinar_id
GROUP BY a.webinar_uuid, w.topic, a.start_time
ORDER BY a.start_time, a.webinar_uuid
LIMIT 10;

-- webinar_qna_results: How many people asked something in each webinar?
SELECT w.topic, r.start_time, count(*) AS people,
  sum(json_array_length(r.question_details)) AS questions
FROM webinar_qna_results AS r
JOIN webinars AS w ON w.id = r.webinar_id
GROUP BY r.webinar_uuid, w.topic, r.start_time
ORDER BY questions DESC, r.webinar_uuid
LIMIT 10;

-- webinar_qna_results: How many questions did each webinar get per hour?
SELECT w.topic, w.start_time, w.duration AS minutes,
  round(60.0 * sum(json_array_length(r.question_details)) / w.duration, 1) AS questions_per_hour
FROM webinar_qna_results AS r
JOIN report_webinars AS w ON w.uuid = r.webinar_uuid
WHERE w.duration > 0
GROUP BY w.uuid, w.topic, w.start_time, w.duration
ORDER BY questions_per_hour DESC, w.uuid
LIMIT 10;

-- webinar_qna_answers: Which questions of webinars are still open?
SELECT w.topic, a.start_time, a.name, a.question
FROM webinar_qna_answers AS a
JOIN webinars AS w ON w.id = a.webinar_id
WHERE coalesce(a.answer, '') = ''
ORDER BY a.start_time, a.webinar_uuid, a.respondent_id, a.row_id
LIMIT 10;

-- webinar_qna_answers: How many questions were asked anonymously?
SELECT CASE WHEN email = '' THEN 'without address' ELSE 'with address' END AS asked,
  count(*) AS questions, count(DISTINCT webinar_uuid) AS webinars
FROM webinar_qna_answers
GROUP BY asked
ORDER BY asked
LIMIT 10;

-- report_meeting_polls: Which meetings, scheduled or not, had a poll?
SELECT m.topic, m.user_email AS host, m.start_time, count(*) AS answered
FROM report_meeting_polls AS p
JOIN report_meetings AS m ON m.uuid = p.meeting_uuid
GROUP BY m.uuid, m.topic, m.user_email, m.start_time
ORDER BY m.start_time DESC, m.uuid
LIMIT 10;

-- report_meeting_polls: Which hosts use polls most?
SELECT u.display_name, count(DISTINCT p.meeting_uuid) AS meetings, count(*) AS answered
FROM report_meeting_polls AS p
JOIN report_meetings AS m ON m.uuid = p.meeting_uuid
JOIN users AS u ON u.id = m.user_id
GROUP BY u.id, u.display_name
ORDER BY meetings DESC, u.display_name
LIMIT 10;

-- report_meeting_poll_answers: How useful do people find our meetings, month by month?
SELECT date_trunc('month', start_time)::DATE AS month, answer, count(*) AS answers
FROM report_meeting_poll_answers
WHERE question LIKE 'How useful%' AND answer <> ''
GROUP BY month, answer
ORDER BY month, answers DESC, answer
LIMIT 10;

-- report_meeting_poll_answers: In which meetings was somebody dissatisfied?
SELECT m.topic, m.user_email AS host, m.start_time, a.question, count(*) AS answers
FROM report_meeting_poll_answers AS a
JOIN report_meetings AS m ON m.uuid = a.meeting_uuid
WHERE a.answer = 'Not at all'
GROUP BY m.uuid, m.topic, m.user_email, m.start_time, a.question
ORDER BY answers DESC, m.start_time, m.uuid, a.question
LIMIT 10;

-- report_meeting_qna: Which meetings had questions, and how many?
SELECT m.topic, m.user_email AS host, q.start_time,
  sum(json_array_length(q.question_details)) AS questions
FROM report_meeting_qna AS q
JOIN report_meetings AS m ON m.uuid = q.meeting_uuid
GROUP BY m.uuid, m.topic, m.user_email, q.start_time
ORDER BY questions DESC, m.uuid
LIMIT 10;

-- report_meeting_qna: How many people asked by name, and how many anonymously?
SELECT start_time::DATE AS day, count(*) FILTER (WHERE email <> '') AS by_name,
  count(*) FILTER (WHERE email = '') AS anonymous
FROM report_meeting_qna
GROUP BY day
ORDER BY day
LIMIT 10;

-- report_meeting_qna_answers: What became of the questions?
SELECT question_status AS status, count(*) AS questions,
  count(*) FILTER (WHERE json_array_length(answer_details) > 0) AS with_answers
FROM report_meeting_qna_answers
GROUP BY status
ORDER BY questions DESC, status
LIMIT 10;

-- report_meeting_qna_answers: Who answers the questions, and how soon?
SELECT a->>'$.name' AS answered_by, count(*) AS answers,
  round(avg(epoch((a->>'$.create_time')::TIMESTAMPTZ - q.create_time)) / 60, 1) AS average_minutes
FROM report_meeting_qna_answers AS q, unnest(from_json(q.answer_details, '["JSON"]')) AS given(a)
WHERE (a->>'$.user_id') <> ''
GROUP BY answered_by
ORDER BY answers DESC, answered_by
LIMIT 10;

-- report_meeting_survey: What share of the participants answered the survey?
SELECT m.topic, m.start_time, count(*) AS answered, m.participants_count AS participants,
  round(100.0 * count(*) / m.participants_count, 1) AS percent
FROM report_meeting_survey AS s
JOIN report_meetings AS m ON m.uuid = s.meeting_uuid
GROUP BY m.uuid, m.topic, m.start_time, m.participants_count
ORDER BY percent DESC, m.uuid
LIMIT 10;

-- report_meeting_survey: Which surveyed meetings have a survey that is prepared in Zoom?
SELECT s.meeting_id, s.survey_name, count(*) AS answered,
  any_value(json_array_length(p.custom_survey->'$.questions')) AS questions
FROM report_meeting_survey AS s
JOIN meeting_surveys AS p ON p.meeting_id = s.meeting_id
WHERE p.custom_survey IS NOT NULL
GROUP BY s.meeting_id, s.survey_name
ORDER BY answered DESC, s.meeting_id
LIMIT 10;

-- report_meeting_survey_answers: Which meetings got a bad answer?
SELECT m.topic, m.user_email AS host, m.start_time, a.question, a.name
FROM report_meeting_survey_answers AS a
JOIN report_meetings AS m ON m.uuid = a.meeting_uuid
WHERE a.answer = 'Not at all'
ORDER BY m.start_time, m.uuid, a.respondent_id, a.row_id
LIMIT 10;

-- report_meeting_survey_answers: How do the answers to each question spread?
SELECT question, answer, count(*) AS answers,
  round(100.0 * count(*) / sum(count(*)) OVER (PARTITION BY question), 1) AS percent
FROM report_meeting_survey_answers
WHERE answer <> ''
GROUP BY question, answer
ORDER BY question, answers DESC, answer
LIMIT 10;

-- report_webinar_polls: How many of a webinar's participants took part in its polls?
SELECT w.topic, w.start_time, w.participants_count AS participants, count(*) AS answered
FROM report_webinar_polls AS p
JOIN report_webinars AS w ON w.uuid = p.webinar_uuid
GROUP BY w.uuid, w.topic, w.start_time, w.participants_count
ORDER BY answered DESC, w.uuid
LIMIT 10;

-- report_webinar_polls: Who answered, and how many questions?
SELECT name, email, sum(json_array_length(question_details)) AS questions
FROM report_webinar_polls
GROUP BY name, email
ORDER BY questions DESC, email, name
LIMIT 10;

-- report_webinar_poll_answers: How do the answers to the same question differ between webinars?
SELECT a.question, w.topic, w.start_time, mode(a.answer ORDER BY a.answer) AS most_frequent,
  count(*) AS answers
FROM report_webinar_poll_answers AS a
JOIN report_webinars AS w ON w.uuid = a.webinar_uuid
WHERE a.answer <> ''
GROUP BY a.question, w.uuid, w.topic, w.start_time
ORDER BY a.question, w.start_time, w.uuid
LIMIT 10;

-- report_webinar_poll_answers: Who is so pleased that we should ask for a reference?
SELECT DISTINCT name, email
FROM report_webinar_poll_answers
WHERE answer IN ('Extremely useful', '👍')
ORDER BY email, name
LIMIT 10;

-- report_webinar_qna: Which webinars had the most questions?
SELECT w.topic, w.start_time, sum(json_array_length(q.question_details)) AS questions,
  count(*) AS people
FROM report_webinar_qna AS q
JOIN report_webinars AS w ON w.uuid = q.webinar_uuid
GROUP BY w.uuid, w.topic, w.start_time
ORDER BY questions DESC, w.uuid
LIMIT 10;

-- report_webinar_qna: Who asked more than one question?
SELECT name, email, sum(json_array_length(question_details)) AS questions
FROM report_webinar_qna
WHERE email <> ''
GROUP BY name, email
HAVING questions > 1
ORDER BY questions DESC, email
LIMIT 10;

-- report_webinar_qna_answers: Which questions did nobody answer or dismiss?
SELECT w.topic, a.create_time, a.name, a.question
FROM report_webinar_qna_answers AS a
JOIN report_webinars AS w ON w.uuid = a.webinar_uuid
WHERE a.question_status = 'open'
ORDER BY a.create_time, a.webinar_uuid, a.respondent_id, a.row_id
LIMIT 10;

-- report_webinar_qna_answers: Which of our people answer questions in webinars?
SELECT u.display_name, count(*) AS answers, count(DISTINCT q.webinar_uuid) AS webinars
FROM report_webinar_qna_answers AS q
CROSS JOIN unnest(from_json(q.answer_details, '["JSON"]')) AS given(a)
JOIN users AS u ON u.id = (a->>'$.user_id')
GROUP BY u.id, u.display_name
ORDER BY answers DESC, u.display_name
LIMIT 10;

-- report_webinar_survey: How many people answered the survey of each webinar?
SELECT w.topic, w.start_time, count(*) AS answered, w.participants_count AS participants
FROM report_webinar_survey AS s
JOIN report_webinars AS w ON w.uuid = s.webinar_uuid
GROUP BY w.uuid, w.topic, w.start_time, w.participants_count
ORDER BY answered DESC, w.uuid
LIMIT 10;

-- report_webinar_survey: Which webinars had a survey that nobody answered?
SELECT w.topic, r.start_time, r.participants_count AS participants
FROM webinar_surveys AS p
JOIN webinars AS w ON w.id = p.webinar_id
JOIN report_webinars AS r ON r.id = w.id
ANTI JOIN report_webinar_survey AS s ON s.webinar_uuid = r.uuid
ORDER BY r.start_time, r.uuid
LIMIT 10;

-- report_webinar_survey_answers: Who was not satisfied and deserves a call?
SELECT a.name, a.email, g.org, g.phone, a.question, a.answer
FROM report_webinar_survey_answers AS a
LEFT JOIN webinar_registrants AS g
  ON g.webinar_id = a.webinar_id AND lower(g.email) = lower(a.email)
WHERE a.answer = 'Not at all'
ORDER BY a.email, a.row_id
LIMIT 10;

-- report_webinar_survey_answers: How many answers of each kind did every webinar get?
SELECT w.topic, a.answer, count(*) AS answers
FROM report_webinar_survey_answers AS a
JOIN report_webinars AS w ON w.uuid = a.webinar_uuid
WHERE a.answer <> ''
GROUP BY w.uuid, w.topic, a.answer
ORDER BY w.uuid, answers DESC, a.answer
LIMIT 10;
