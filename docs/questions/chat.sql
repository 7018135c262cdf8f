-- channels: Which channels let people from outside the account be added?
SELECT name, type, (channel_settings->>'$.allow_to_add_external_users') AS who_may_be_added
FROM channels
WHERE (channel_settings->>'$.allow_to_add_external_users') <> '0'
ORDER BY name, id
LIMIT 10;

-- channels: How many members of each channel could be read?
SELECT c.name, c.type, count(m.member_id) AS members,
  count(*) FILTER (WHERE m.is_external) AS external
FROM channels AS c
LEFT JOIN channel_members AS m ON m.channel_id = c.id
GROUP BY c.id, c.name, c.type
ORDER BY members DESC, c.name
LIMIT 10;

-- channel_members: Who from outside the account is in our channels?
SELECT c.name AS channel, m.name, m.role
FROM channel_members AS m
JOIN channels AS c ON c.id = m.channel_id
WHERE m.is_external
ORDER BY c.name, m.name
LIMIT 10;

-- channel_members: Which members of channels are no longer active users?
SELECT c.name AS channel, m.email, coalesce(u.status, 'not a user') AS status
FROM channel_members AS m
JOIN channels AS c ON c.id = m.channel_id
LEFT JOIN users AS u ON u.id = m.id
WHERE NOT m.is_external AND u.status IS DISTINCT FROM 'active'
ORDER BY c.name, m.email
LIMIT 10;

-- channel_activities: On which days were most departures from channels logged?
SELECT activity_time::DATE AS day, count(*) AS departures, count(DISTINCT channel_id) AS channels
FROM channel_activities
WHERE (members->>'$.member_status') = 'left'
GROUP BY day
ORDER BY departures DESC, day
LIMIT 10;

-- channel_activities: Who added or removed other people, and in how many channels?
SELECT operator->>'$.display_name' AS operator_name, count(*) AS people,
  count(DISTINCT channel_id) AS channels
FROM channel_activities, unnest(from_json(members->'$.member_list', '["JSON"]')) AS list(m)
WHERE (m->>'$.user_id') <> (operator->>'$.user_id') AND (operator->>'$.display_name') <> ''
GROUP BY operator_name
ORDER BY people DESC, operator_name
LIMIT 10;

-- report_chat_sessions: Which conversations with people from outside are the most recent?
SELECT name, type, status, last_message_sent_time
FROM report_chat_sessions
WHERE has_external_member
ORDER BY last_message_sent_time DESC, id
LIMIT 10;

-- report_chat_sessions: Which users take part in most conversations?
SELECT u.display_name, count(*) AS conversations
FROM report_chat_sessions AS s
CROSS JOIN unnest(from_json(s.member_emails, '["VARCHAR"]')) AS members(email)
JOIN users AS u ON lower(u.email) = lower(members.email)
GROUP BY u.id, u.display_name
ORDER BY conversations DESC, u.display_name
LIMIT 10;

-- report_chat_messages: Which conversations are the busiest?
SELECT s.name, s.type, count(*) AS messages, count(DISTINCT m.sender) AS people
FROM report_chat_messages AS m
JOIN report_chat_sessions AS s ON s.id = m.session_id
GROUP BY s.id, s.name, s.type
ORDER BY messages DESC, s.id
LIMIT 10;

-- report_chat_messages: How many messages with files came from outside the account?
SELECT date_trunc('week', date_time)::DATE AS week, count(*) AS messages,
  sum(json_array_length(files)) AS files
FROM report_chat_messages
WHERE is_sender_external AND json_array_length(files) > 0
GROUP BY week
ORDER BY week DESC
LIMIT 10;

-- report_chat_messages: Which messages got most reactions?
SELECT s.name AS conversation, m.message, sum((r->>'$.total_count')::INTEGER) AS reactions
FROM report_chat_messages AS m
CROSS JOIN unnest(from_json(m.reactions, '["JSON"]')) AS given(r)
JOIN report_chat_sessions AS s ON s.id = m.session_id
GROUP BY m.session_id, m.id, s.name, m.message
ORDER BY reactions DESC, m.id
LIMIT 5;
