-- events: How many events of each hub are drafts, upcoming, past or canceled?
SELECT h.name AS hub, e.event_status_type, count(*) AS events
FROM events e
LEFT JOIN events_hubs h ON h.hub_id = e.hub_id
GROUP BY e.hub_id, h.name, e.event_status_type
ORDER BY hub, e.hub_id, events DESC, e.event_status_type
LIMIT 10;

-- events: Which upcoming events have no session or no speaker yet?
SELECT
  e.name, e.start_time, count(DISTINCT s.session_id) AS sessions,
  count(DISTINCT p.speaker_id) AS speakers
FROM events e
LEFT JOIN events_sessions s ON s.event_id = e.event_id
LEFT JOIN events_speakers p ON p.event_id = e.event_id
WHERE e.event_status_type = 'upcoming'
GROUP BY e.event_id, e.name, e.start_time
HAVING sessions = 0 OR speakers = 0
ORDER BY e.start_time, e.event_id
LIMIT 10;

-- events_hubs: When is or was the latest event of each hub?
SELECT h.name, h.hub_active, count(e.event_id) AS events, max(e.start_time) AS latest_event
FROM events_hubs h
LEFT JOIN events e ON e.hub_id = h.hub_id
GROUP BY h.hub_id, h.name, h.hub_active
ORDER BY latest_event DESC NULLS LAST, h.hub_id
LIMIT 10;

-- events_hubs: Which hubs can everybody see, and do they list new events by themselves?
SELECT name, public_url, auto_list_events, hub_active
FROM events_hubs
WHERE access_level = 'PUBLIC'
ORDER BY name, hub_id
LIMIT 10;

-- events_sessions: How full are the sessions, compared with the seats that can be reserved?
SELECT
  s.name, (s.session_reservation->>'$.max_capacity')::INTEGER AS seats,
  count(a.row_id) AS may_attend
FROM events_sessions s
LEFT JOIN events_session_attendees a ON a.event_id = s.event_id AND a.session_id = s.session_id
WHERE (s.session_reservation->>'$.allow_reservations')::BOOLEAN
GROUP BY s.event_id, s.session_id, s.name, seats
ORDER BY may_attend DESC, seats, s.session_id
LIMIT 10;

-- events_sessions: Which sessions does each event have, in order, and who speaks there?
SELECT
  e.name AS event, s.start_time, s.name AS session,
  array_to_string(list_sort(s.session_speakers->>'$[*].name'), ', ') AS speakers
FROM events_sessions s
JOIN events e ON e.event_id = s.event_id
ORDER BY event, e.event_id, s.start_time, s.session_id
LIMIT 10;

-- events_ticket_types: How many tickets did each event sell, of how many?
SELECT
  e.name, count(*) AS ticket_types, round(sum(t.sold_quantity)) AS sold,
  round(sum(t.quantity)) AS for_sale
FROM events_ticket_types t
JOIN events e ON e.event_id = t.event_id
GROUP BY e.event_id, e.name
ORDER BY sold DESC NULLS LAST, e.event_id
LIMIT 10;

-- events_ticket_types: What did each type of ticket bring in?
SELECT
  e.name AS event, t.name AS ticket, t.currency, t.price, t.sold_quantity::INTEGER AS sold,
  t.price::DECIMAL(12, 2) * t.sold_quantity::INTEGER AS revenue
FROM events_ticket_types t
JOIN events e ON e.event_id = t.event_id
WHERE NOT t.free
ORDER BY t.currency, revenue DESC NULLS LAST, t.ticket_type_id
LIMIT 10;

-- events_tickets: Who holds tickets to several events?
SELECT email, count(DISTINCT event_id) AS events, count(*) AS tickets
FROM events_tickets
WHERE email <> ''
GROUP BY email
HAVING events > 1
ORDER BY events DESC, tickets DESC, email
LIMIT 10;

-- events_tickets: How many tickets of each type are there for each session?
SELECT e.name AS event, s.name AS session, y.name AS ticket_type, count(*) AS tickets
FROM events_tickets t
JOIN events e ON e.event_id = t.event_id
JOIN events_sessions s ON s.event_id = t.event_id AND s.session_id = t.session_id
JOIN events_ticket_types y ON y.event_id = t.event_id AND y.ticket_type_id = t.ticket_type_id
GROUP BY s.session_id, y.ticket_type_id, e.name, s.name, y.name
ORDER BY tickets DESC, s.session_id, y.ticket_type_id
LIMIT 10;

-- events_tickets: What did people answer to the event's own questions?
SELECT question->>'$.title' AS question, question->>'$.answer' AS answer, count(*) AS tickets
FROM events_tickets t, unnest(from_json(t.custom_questions, '["JSON"]')) AS q(question)
WHERE (question->>'$.answer') <> ''
GROUP BY ALL
ORDER BY tickets DESC, 1, 2
LIMIT 10;

-- events_speakers: Which companies do the speakers of each event come from?
SELECT e.name AS event, p.company_name, count(*) AS speakers
FROM events_speakers p
JOIN events e ON e.event_id = p.event_id
GROUP BY e.event_id, e.name, p.company_name
ORDER BY speakers DESC, event, p.company_name, e.event_id
LIMIT 10;

-- events_speakers: Which speakers does the page of their event not show?
SELECT name, email, job_title, company_name
FROM events_speakers
WHERE NOT visible_in_event_detail_page
ORDER BY name, speaker_id
LIMIT 10;

-- events_registrants: How did the people get into each event?
SELECT
  e.name, count(*) AS people,
  count(*) FILTER (WHERE r.registration_status = 'REGISTERED') AS registered,
  count(*) FILTER (WHERE r.registration_status = 'INVITED') AS invited,
  count(*) FILTER (WHERE r.registration_status = 'DIRECT_JOIN') AS joined_directly
FROM events_registrants r
JOIN events e ON e.event_id = r.event_id
GROUP BY e.event_id, e.name
ORDER BY people DESC, e.event_id
LIMIT 10;

-- events_registrants: Who is on the list of an event, but has no ticket?
SELECT e.name AS event, r.email, r.registration_status
FROM events_registrants r
JOIN events e ON e.event_id = r.event_id
WHERE coalesce(json_array_length(r.tickets), 0) = 0
ORDER BY event, r.email, r.event_id, r.row_id
LIMIT 10;

-- events_registrations: Which way of registering brings the people who come?
SELECT
  registration_method, count(*) AS registrations,
  count(*) FILTER (WHERE event_attendance = 'attended') AS attended,
  round(100.0 * count(*) FILTER (WHERE event_attendance = 'attended')
    / count(event_attendance), 1) AS attended_percent
FROM events_registrations
GROUP BY registration_method
ORDER BY registrations DESC, registration_method
LIMIT 10;

-- events_registrations: Who agreed to marketing where the box was checked beforehand?
SELECT e.name AS event, r.email, r.register_date
FROM events_registrations r
JOIN events e ON e.event_id = r.event_id
WHERE r.opt_in_marketing = 1 AND r.marketing_consent_prechecked = 1
ORDER BY r.register_date DESC NULLS LAST, r.event_id, r.row_id
LIMIT 10;

-- events_attendance: What share of the people came to each event?
SELECT
  e.name, count(*) AS people, count(*) FILTER (WHERE a.event_attendance = 'attended') AS came,
  round(100.0 * count(*) FILTER (WHERE a.event_attendance = 'attended')
    / count(a.event_attendance), 1) AS came_percent
FROM events_attendance a
JOIN events e ON e.event_id = a.event_id
GROUP BY e.event_id, e.name
ORDER BY people DESC, e.event_id
LIMIT 10;

-- events_attendance: Which sessions did people bookmark, and did they come?
SELECT
  visit->>'$.session_name' AS session,
  count(*) FILTER (WHERE (visit->>'$.session_bookmarked')::BOOLEAN) AS bookmarked,
  count(*) FILTER (WHERE (visit->>'$.session_attendance') = 'attended') AS attended
FROM events_attendance a, unnest(from_json(a.session_attendance, '["JSON"]')) AS v(visit)
WHERE (visit->>'$.session_name') <> ''
GROUP BY visit->>'$.session_id', session
ORDER BY bookmarked DESC, attended DESC, session
LIMIT 10;

-- events_survey_responses: How many people answered the surveys of each event and session?
SELECT
  e.name AS event, coalesce(s.name, '(whole event)') AS session,
  count(DISTINCT r.email) AS people,
  sum(coalesce(json_array_length(r.question_and_answers), 0))::INTEGER AS answers
FROM events_survey_responses r
JOIN events e ON e.event_id = r.event_id
LEFT JOIN events_sessions s ON s.event_id = r.event_id AND s.session_id = r.session_id
GROUP BY e.event_id, e.name, s.session_id, s.name
ORDER BY answers DESC, people DESC, e.event_id, s.session_id
LIMIT 10;

-- events_survey_responses: What did people answer to each question?
SELECT item->>'$.question' AS question, item->>'$.answer' AS answer, count(*) AS responses
FROM events_survey_responses r, unnest(from_json(r.question_and_answers, '["JSON"]')) AS q(item)
WHERE (item->>'$.answer') <> ''
GROUP BY ALL
ORDER BY 1, responses DESC, 2
LIMIT 10;

-- events_session_attendees: Which sessions can be attended without signing in?
SELECT s.name AS session, s.start_time, count(*) AS people_without_sign_in
FROM events_session_attendees a
JOIN events_sessions s ON s.event_id = a.event_id AND s.session_id = a.session_id
WHERE a.authentication_method = 'no_auth'
GROUP BY s.event_id, s.session_id, s.name, s.start_time
ORDER BY people_without_sign_in DESC, s.start_time, s.session_id
LIMIT 10;

-- events_session_attendees: How many people are expected in each session, and from how many domains?
SELECT
  s.name AS session, count(*) AS people,
  count(DISTINCT split_part(a.email, '@', 2)) AS domains
FROM events_session_attendees a
JOIN events_sessions s ON s.event_id = a.event_id AND s.session_id = a.session_id
GROUP BY s.event_id, s.session_id, s.name
ORDER BY people DESC, s.session_id
LIMIT 10;

-- events_session_attendance: How many people were in each session?
SELECT
  s.name AS session, count(*) AS people,
  count(*) FILTER (WHERE a.session_attendance = 'yes') AS came,
  round(avg(a.chat_messages_sent), 1) AS chat_messages_each
FROM events_session_attendance a
JOIN events_sessions s ON s.event_id = a.event_id AND s.session_id = a.session_id
GROUP BY s.event_id, s.session_id, s.name
ORDER BY came DESC, people DESC, s.session_id
LIMIT 10;

-- events_session_attendance: Who missed a session, but watched its recording?
SELECT a.email, s.name AS session, a.recording_view_duration
FROM events_session_attendance a
JOIN events_sessions s ON s.event_id = a.event_id AND s.session_id = a.session_id
WHERE a.session_attendance = 'no' AND a.recording_view
ORDER BY a.email, session, a.row_id
LIMIT 10;
