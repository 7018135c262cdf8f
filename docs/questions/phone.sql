-- phone_users: Which phone users have no calling plan?
SELECT name, email, extension_number, status
FROM phone_users
WHERE coalesce(json_array_length(calling_plans), 0) = 0
ORDER BY name, email
LIMIT 10;

-- phone_users: Which phone users have no call in the call history?
SELECT u.name, u.email, u.extension_number, u.status
FROM phone_users u
WHERE NOT EXISTS (
  SELECT 1 FROM phone_call_history c
  WHERE u.extension_id IN (c.caller_ext_id, c.callee_ext_id)
)
ORDER BY u.name, u.email
LIMIT 10;

-- phone_sites: How many users, desk phones, numbers and call queues does each site have?
SELECT
  s.name,
  (SELECT count(*) FROM phone_users u WHERE (u.site->>'$.id') = s.id) AS users,
  (SELECT count(*) FROM phone_devices d WHERE (d.site->>'$.id') = s.id) AS desk_phones,
  (SELECT count(*) FROM phone_numbers n WHERE (n.site->>'$.site_id') = s.id) AS numbers,
  (SELECT count(*) FROM phone_call_queues q WHERE (q.site->>'$.id') = s.id) AS call_queues
FROM phone_sites s
ORDER BY users DESC, s.name, s.id
LIMIT 10;

-- phone_sites: How many calls does each site make and take, and how long do people talk?
SELECT
  s.name, count(DISTINCT c.call_id) AS calls,
  count(DISTINCT c.call_id) FILTER (WHERE c.direction = 'inbound') AS inbound,
  round(sum(epoch(c.end_time - c.answer_time)) / 60) AS minutes
FROM phone_sites s
LEFT JOIN phone_call_history c ON c.site_id = s.id
GROUP BY s.id, s.name
ORDER BY calls DESC, s.name, s.id
LIMIT 10;

-- phone_auto_receptionists: Which auto receptionists have no holiday hours?
SELECT name, extension_number, timezone
FROM phone_auto_receptionists
WHERE coalesce(json_array_length(holiday_hours), 0) = 0
ORDER BY extension_number
LIMIT 10;

-- phone_auto_receptionists: Which numbers lead to which auto receptionist?
SELECT r.extension_number, r.name, entry->>'$.number' AS phone_number
FROM phone_auto_receptionists r, unnest(from_json(r.phone_numbers, '["JSON"]')) AS n(entry)
ORDER BY r.extension_number, phone_number
LIMIT 10;

-- phone_common_areas: Which common areas are offline, and how many desk phones do they have?
SELECT display_name, extension_number, json_array_length(desk_phones) AS desk_phones
FROM phone_common_areas
WHERE status = 'offline'
ORDER BY display_name, extension_number
LIMIT 10;

-- phone_common_areas: How many desk phones do the common areas of each site have?
SELECT
  s.name AS site, count(*) AS common_areas,
  sum(coalesce(json_array_length(a.desk_phones), 0))::INTEGER AS desk_phones
FROM phone_common_areas a
JOIN phone_sites s ON s.id = (a.site->>'$.id')
GROUP BY s.id, s.name
ORDER BY desk_phones DESC, s.name, s.id
LIMIT 10;

-- phone_devices: Whose desk phones are offline, and at which site?
SELECT u.email, d.mac_address, s.name AS site
FROM phone_devices d
JOIN phone_users u ON u.id = (d.assignee->>'$.id')
LEFT JOIN phone_sites s ON s.id = (d.site->>'$.id')
WHERE d.type = 'assigned' AND d.status = 'offline'
ORDER BY u.email, d.mac_address
LIMIT 10;

-- phone_devices: How many desk phones does each site have in use, and how many in stock?
SELECT
  coalesce(s.name, '(no site)') AS site,
  count(*) FILTER (WHERE d.type = 'assigned') AS in_use,
  count(*) FILTER (WHERE d.type = 'unassigned') AS in_stock
FROM phone_devices d
LEFT JOIN phone_sites s ON s.id = (d.site->>'$.id')
GROUP BY s.id, s.name
ORDER BY in_use DESC, in_stock DESC, site, s.id
LIMIT 10;

-- phone_numbers: Which numbers lead nowhere?
SELECT number, number_type, source, location->>'$.country' AS country
FROM phone_numbers
WHERE coalesce(json_array_length(assigned_list), 0) = 0
ORDER BY number
LIMIT 10;

-- phone_numbers: For which numbers is an emergency address missing or out of date?
SELECT
  number, allocated_product, address_update_required,
  emergency_address->>'$.country' AS country
FROM phone_numbers
WHERE emergency_address IS NULL OR address_update_required
ORDER BY number
LIMIT 10;

-- phone_numbers: How many numbers does each site have, and which products use them?
SELECT
  s.name AS site, count(*) AS numbers,
  count(*) FILTER (WHERE n.allocated_product = 'ZOOM_PHONE') AS phone,
  count(*) FILTER (WHERE n.allocated_product = 'ZOOM_CONTACT_CENTER') AS contact_center,
  count(*) FILTER (WHERE n.allocated_product = 'UNALLOCATED') AS unused
FROM phone_numbers n
JOIN phone_sites s ON s.id = (n.site->>'$.site_id')
GROUP BY s.id, s.name
ORDER BY numbers DESC, s.name, s.id
LIMIT 10;

-- phone_call_queues: In which call queues do fewer than two members take calls?
SELECT q.name, q.extension_number, count(m.id) FILTER (WHERE m.receive_call) AS members_taking_calls
FROM phone_call_queues q
LEFT JOIN phone_call_queue_members m ON m.call_queue_id = q.id
GROUP BY q.id, q.name, q.extension_number
HAVING members_taking_calls < 2
ORDER BY members_taking_calls, q.name, q.id
LIMIT 10;

-- phone_call_queues: Which call queues have no number of their own?
SELECT name, extension_number, status
FROM phone_call_queues
WHERE coalesce(json_array_length(phone_numbers), 0) = 0
ORDER BY name, id
LIMIT 10;

-- phone_call_queue_members: Which users serve several call queues?
SELECT u.email, count(DISTINCT m.call_queue_id) AS queues
FROM phone_call_queue_members m
JOIN users u ON u.id = m.id
WHERE m.level = 'user'
GROUP BY u.email
HAVING queues > 1
ORDER BY queues DESC, u.email
LIMIT 10;

-- phone_call_queue_members: Which members don't take calls of their queue at present?
SELECT q.name AS call_queue, m.name AS member, m.level
FROM phone_call_queue_members m
JOIN phone_call_queues q ON q.id = m.call_queue_id
WHERE NOT m.receive_call
ORDER BY call_queue, member, m.id
LIMIT 10;

-- phone_call_queue_analytics: Which call queues lose the largest share of their callers?
SELECT
  q.name, q.extension_number, sum(a.abandoned_calls) AS abandoned,
  round(100.0 * sum(a.abandoned_calls)
    / sum(a.completed_calls + a.abandoned_calls + a.overflowed_calls), 1) AS abandoned_percent
FROM phone_call_queue_analytics a
JOIN phone_call_queues q ON q.id = a.call_queue_id
GROUP BY q.id, q.name, q.extension_number
ORDER BY abandoned_percent DESC, q.id
LIMIT 10;

-- phone_call_queue_analytics: How many seconds did callers wait each week, on average and at most?
SELECT
  date_trunc('week', date)::DATE AS week, sum(completed_calls) AS completed,
  round(sum(avg_in_queue_wait_time * completed_calls) / sum(completed_calls), 1) AS average_wait,
  max(max_in_queue_wait_time) AS longest_wait
FROM phone_call_queue_analytics
WHERE completed_calls > 0
GROUP BY week
ORDER BY week DESC
LIMIT 10;

-- phone_call_queue_analytics: On which weekday do most callers give up?
SELECT dayname(date) AS weekday, sum(abandoned_calls) AS abandoned, sum(inbound_calls) AS inbound
FROM phone_call_queue_analytics
GROUP BY weekday
ORDER BY abandoned DESC, weekday;

-- phone_call_history: What share of calls is answered, if a transferred call counts once?
WITH calls AS (
  SELECT
    call_id, arg_min(direction, start_time) AS direction,
    bool_or(answer_time IS NOT NULL) AS answered
  FROM phone_call_history
  GROUP BY call_id
)
SELECT
  direction, count(*) AS calls, count(*) FILTER (WHERE answered) AS answered,
  round(100.0 * count(*) FILTER (WHERE answered) / count(*), 1) AS answered_percent
FROM calls
GROUP BY direction
ORDER BY direction;

-- phone_call_history: Which phone users talk for longest, without the time that it rings?
SELECT
  u.name, count(*) AS answered_calls,
  round(sum(epoch(c.end_time - c.answer_time)) / 60) AS minutes
FROM phone_call_history c
JOIN phone_users u ON u.extension_id IN (c.caller_ext_id, c.callee_ext_id)
WHERE c.answer_time IS NOT NULL
GROUP BY u.id, u.name
ORDER BY minutes DESC, u.name
LIMIT 10;

-- phone_call_history: From which numbers do suspected spam calls come?
SELECT caller_did_number, count(DISTINCT call_id) AS calls, max(start_time) AS latest
FROM phone_call_history
WHERE spam <> '' AND direction = 'inbound'
GROUP BY caller_did_number
ORDER BY calls DESC, latest DESC, caller_did_number
LIMIT 10;

-- phone_call_elements: Which calls went through the most stages?
SELECT
  c.start_time, c.caller_name, c.callee_name,
  count(*) AS stages, sum(e.waiting_time) AS seconds_waited, sum(e.hold_time) AS seconds_on_hold
FROM phone_call_elements e
JOIN phone_call_history c ON c.call_history_uuid = e.call_history_uuid
GROUP BY c.call_history_uuid, c.start_time, c.caller_name, c.callee_name
ORDER BY stages DESC, c.start_time DESC, c.call_history_uuid
LIMIT 10;

-- phone_call_elements: At which sites do callers wait and hold longest?
SELECT
  s.name AS site, count(DISTINCT e.call_history_uuid) AS calls,
  round(avg(e.waiting_time), 1) AS average_seconds_waited,
  round(avg(e.hold_time), 1) AS average_seconds_on_hold
FROM phone_call_elements e
JOIN phone_sites s ON s.id = e.site_id
GROUP BY s.id, s.name
ORDER BY average_seconds_waited DESC, s.name, s.id
LIMIT 10;

-- phone_recordings: Which calls were recorded without telling the people on them?
SELECT r.date_time, r.owner->>'$.name' AS owner, c.caller_did_number, c.callee_did_number
FROM phone_recordings r
JOIN phone_call_history c ON c.call_history_uuid = r.call_element_id
WHERE r.disclaimer_status = 0
ORDER BY r.date_time DESC, r.id
LIMIT 10;

-- phone_recordings: How many hours of calls are recorded of each extension, and how many on demand?
SELECT
  owner->>'$.name' AS owner, count(*) AS recordings,
  round(sum(duration) / 3600.0, 2) AS hours,
  count(*) FILTER (WHERE recording_type = 'OnDemand') AS on_demand
FROM phone_recordings
GROUP BY owner->>'$.id', owner->>'$.name'
ORDER BY hours DESC, 1
LIMIT 10;

-- phone_recording_transcripts: How many of the recorded calls have a transcript?
SELECT
  r.recording_type, count(*) AS recordings, count(t.recording_id) AS transcripts,
  round(100.0 * count(t.recording_id) / count(*), 1) AS transcribed_percent
FROM phone_recordings r
LEFT JOIN phone_recording_transcripts t ON t.recording_id = r.id
GROUP BY r.recording_type
ORDER BY r.recording_type;

-- phone_recording_transcripts: In which recorded calls does somebody say "hello"?
SELECT r.date_time, r.caller_number, r.callee_number, r.duration AS seconds
FROM phone_recording_transcripts t
JOIN phone_recordings r ON r.id = t.recording_id
WHERE t.content ILIKE '%hello%'
ORDER BY r.date_time DESC, r.id
LIMIT 10;

-- phone_recording_transcript_cues: Who speaks for how long in the recorded calls?
SELECT
  r.date_time, coalesce(c.speaker, '(unknown)') AS speaker,
  count(*) AS cues, round(sum(c.ends_at - c.begins_at), 1) AS seconds
FROM phone_recording_transcript_cues c
JOIN phone_recordings r ON r.id = c.recording_id
GROUP BY r.id, r.date_time, speaker
ORDER BY r.date_time DESC, seconds DESC, speaker
LIMIT 10;

-- phone_recording_transcript_cues: Where in a recorded call is the longest silence?
WITH gaps AS (
  SELECT
    recording_id, text, begins_at,
    begins_at - lag(ends_at) OVER (PARTITION BY recording_id ORDER BY number) AS silence
  FROM phone_recording_transcript_cues
)
SELECT recording_id, round(silence, 2) AS seconds, begins_at AS ends_at_second, text AS next_words
FROM gaps
WHERE silence > 0
ORDER BY silence DESC, recording_id, begins_at
LIMIT 5;

-- phone_past_calls: At which sites is the sound of calls worst?
SELECT
  s.name AS site, count(*) AS calls,
  round(avg(nullif(p.mos, '')::DOUBLE), 2) AS mean_opinion_score,
  count(*) FILTER (WHERE nullif(p.mos, '')::DOUBLE < 3.5) AS poor_calls
FROM phone_past_calls p
JOIN phone_sites s
  ON s.id = (CASE p.direction WHEN 'inbound' THEN p.callee ELSE p.caller END->>'$.site_id')
GROUP BY s.id, s.name
ORDER BY mean_opinion_score, s.name, s.id
LIMIT 10;

-- phone_past_calls: From which public addresses do callers with the most minutes call?
SELECT
  caller->>'$.device_public_ip' AS public_address,
  count(*) AS calls, round(sum(duration) / 60.0) AS minutes
FROM phone_past_calls
WHERE (caller->>'$.device_public_ip') <> '' AND direction = 'outbound'
GROUP BY public_address
ORDER BY minutes DESC, public_address
LIMIT 10;

-- phone_voicemails: Who has voicemails that nobody has listened to?
SELECT
  u.email, count(*) AS unread, min(v.date_time) AS oldest,
  round(sum(v.duration) / 60.0, 1) AS minutes_to_hear
FROM phone_voicemails v
JOIN users u ON u.id = (v.owner->>'$.id')
WHERE v.status = 'unread'
GROUP BY u.email
ORDER BY unread DESC, u.email
LIMIT 10;

-- phone_voicemails: Who left a voicemail after the call had been passed on?
SELECT
  v.date_time, c.caller_name, v.owner->>'$.name' AS left_for,
  count(DISTINCT c.call_history_uuid) AS parts_of_the_call
FROM phone_voicemails v
JOIN phone_call_history c ON c.call_id = v.call_id
GROUP BY v.id, v.date_time, c.caller_name, left_for
HAVING parts_of_the_call > 1
ORDER BY v.date_time DESC, v.id
LIMIT 10;

-- phone_voicemail_transcripts: What do callers ask for in voicemails that are still unread?
SELECT
  t.date_time, v.owner->>'$.name' AS owner, t.caller_number,
  t.voice_mail_task->>'$.content' AS task
FROM phone_voicemail_transcripts t
JOIN phone_voicemails v ON v.id = t.id
WHERE t.status = 'unread' AND (t.voice_mail_task->>'$.content') IS NOT NULL
ORDER BY t.date_time DESC, t.id
LIMIT 10;

-- phone_voicemail_transcripts: Of how many voicemails is the caller's intent known?
SELECT
  intent_detect_status, count(*) AS voicemails,
  count(*) FILTER (WHERE (transcription->>'$.content') <> '') AS with_text
FROM phone_voicemail_transcripts
GROUP BY intent_detect_status
ORDER BY voicemails DESC, intent_detect_status;

-- phone_sms_sessions: Which text conversations involve an extension that was deleted?
SELECT
  s.last_access_time, person->>'$.phone_number' AS phone_number,
  person->>'$.extension_deleted_time' AS deleted
FROM phone_sms_sessions s, unnest(from_json(s.participants, '["JSON"]')) AS p(person)
WHERE (person->>'$.extension_status') = 'deleted'
ORDER BY s.last_access_time DESC, s.session_id, phone_number
LIMIT 10;

-- phone_sms_sessions: How many text conversations were last used in each week?
SELECT date_trunc('week', last_access_time)::DATE AS week, count(*) AS conversations
FROM phone_sms_sessions
GROUP BY week
ORDER BY week DESC
LIMIT 10;

-- phone_sms_messages: Which text conversations have the most messages?
SELECT
  s.session_id, json_array_length(s.participants) AS participants,
  count(*) AS messages, min(m.date_time) AS first_message, max(m.date_time) AS last_message
FROM phone_sms_messages m
JOIN phone_sms_sessions s ON s.session_id = m.session_id
GROUP BY s.session_id, participants
ORDER BY messages DESC, last_message DESC, s.session_id
LIMIT 10;

-- phone_sms_messages: Which kinds of extensions send text messages?
SELECT
  sender->>'$.owner.type' AS extension_type, count(*) AS messages,
  count(DISTINCT sender->>'$.phone_number') AS numbers
FROM phone_sms_messages
GROUP BY extension_type
ORDER BY messages DESC, extension_type
LIMIT 10;

-- phone_sms_messages: Which kinds of files are sent with text messages, and how large are they?
SELECT
  file->>'$.type' AS type, count(*) AS files,
  round(sum((file->>'$.size')::BIGINT) / 1024.0, 1) AS kibibytes
FROM phone_sms_messages m, unnest(from_json(m.attachments, '["JSON"]')) AS a(file)
GROUP BY type
ORDER BY files DESC, type
LIMIT 10;

-- phone_operation_logs: Who changed the most in Zoom Phone in the last 30 days of the log?
SELECT operator, count(*) AS changes, max(time) AS latest
FROM phone_operation_logs
WHERE time > (SELECT max(time) FROM phone_operation_logs) - INTERVAL 30 DAY
GROUP BY operator
ORDER BY changes DESC, operator
LIMIT 10;

-- phone_operation_logs: Which changes were made at weekends?
SELECT time, dayname(time) AS weekday, operator, category_type, action
FROM phone_operation_logs
WHERE isodow(time) IN (6, 7)
ORDER BY time DESC, row_id
LIMIT 10;

-- phone_call_charges: What do calls, text messages and faxes cost, in each currency?
WITH charges AS (
  SELECT 'call' AS kind, currency, total_charge FROM phone_call_charges
  UNION ALL SELECT 'text message', currency, total_charge FROM phone_sms_charges
  UNION ALL SELECT 'fax', currency, total_charge FROM phone_fax_charges
)
SELECT currency, kind, count(*) AS charges, round(sum(total_charge::DECIMAL(12, 4)), 2) AS cost
FROM charges
WHERE currency <> ''
GROUP BY currency, kind
ORDER BY currency, cost DESC, kind
LIMIT 10;

-- phone_call_charges: Which departments spend the most on international calls, in each currency?
SELECT
  currency, department, count(*) AS charges, count(DISTINCT callee_number) AS numbers_called,
  round(sum(total_charge::DECIMAL(12, 4)), 2) AS cost
FROM phone_call_charges
WHERE call_type = 'international' AND currency <> '' AND department <> ''
GROUP BY currency, department
ORDER BY currency, cost DESC NULLS LAST, department
LIMIT 10;

-- phone_sms_charges: Which departments' text messages fail the most?
SELECT
  department, count(*) AS messages,
  count(*) FILTER (WHERE delivery_status IN ('Failed to send', 'Failed to deliver')) AS failed
FROM phone_sms_charges
GROUP BY department
ORDER BY failed DESC, messages DESC, department
LIMIT 10;

-- phone_sms_charges: Which text conversations cost the most, in each currency?
SELECT
  c.currency, s.last_access_time, json_array_length(s.participants) AS participants,
  count(*) AS messages, round(sum(c.total_charge::DECIMAL(12, 4)), 2) AS cost
FROM phone_sms_charges c
JOIN phone_sms_sessions s ON s.session_id = c.session_id
WHERE c.currency <> ''
GROUP BY c.currency, s.session_id, s.last_access_time, participants
QUALIFY row_number() OVER (PARTITION BY c.currency ORDER BY cost DESC, s.session_id) <= 3
ORDER BY c.currency, cost DESC, s.session_id;

-- phone_fax_charges: How many pages of the faxes are charged for?
SELECT fax_type, count(*) AS faxes, sum(total_pages) AS pages, sum(charged_pages) AS charged_pages
FROM phone_fax_charges
WHERE charge_status = 'calculated'
GROUP BY fax_type
ORDER BY fax_type;

-- phone_fax_charges: What does a charged page cost, in each currency?
SELECT
  currency, count(*) AS faxes, sum(charged_pages) AS charged_pages,
  round(sum(total_charge::DOUBLE) / sum(charged_pages), 2) AS cost_of_a_page
FROM phone_fax_charges
WHERE charge_status = 'calculated' AND currency <> ''
GROUP BY currency
ORDER BY currency;
