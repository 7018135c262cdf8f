-- recordings: Which hosts use most storage for recordings?
SELECT u.display_name, count(*) AS recordings, round(sum(r.total_size) / 1e9, 1) AS gigabytes
FROM recordings AS r
JOIN users AS u ON u.id = r.host_id
GROUP BY u.id, u.display_name
ORDER BY gigabytes DESC, u.display_name
LIMIT 10;

-- recordings: Which large recordings will never be deleted automatically?
SELECT topic, start_time::DATE AS recorded, round(total_size / 1e9, 1) AS gigabytes
FROM recordings
WHERE NOT auto_delete
ORDER BY total_size DESC, uuid
LIMIT 10;

-- recordings: What share of the sessions of each month was recorded?
SELECT strftime(h.start_time, '%Y-%m') AS month, count(*) AS sessions, count(r.uuid) AS recorded,
  round(100.0 * count(r.uuid) / count(*), 1) AS percent
FROM report_history_meetings AS h
LEFT JOIN recordings AS r ON r.uuid = h.meeting_uuid
GROUP BY month
ORDER BY month DESC
LIMIT 10;

-- recording_files: Which kinds of files take up the storage?
SELECT file_type, count(*) AS files, round(sum(file_size) / 1e9, 2) AS gigabytes
FROM recording_files
GROUP BY file_type
ORDER BY gigabytes DESC NULLS LAST, file_type
LIMIT 10;

-- recording_files: How many files of each kind are complete, and how many are still processed?
SELECT recording_type, count(*) FILTER (WHERE status = 'completed') AS completed,
  count(*) FILTER (WHERE status <> 'completed') AS processing
FROM recording_files
WHERE recording_type <> ''
GROUP BY recording_type
ORDER BY processing DESC, recording_type
LIMIT 10;

-- recording_files: Which recorded sessions have a video but neither transcript nor captions?
SELECT r.topic, r.start_time, count(*) AS files
FROM recording_files AS f
JOIN recordings AS r ON r.uuid = f.meeting_uuid
GROUP BY r.uuid, r.topic, r.start_time
HAVING bool_or(f.file_type = 'MP4') AND NOT bool_or(f.file_type IN ('TRANSCRIPT', 'CC'))
ORDER BY r.start_time, r.uuid
LIMIT 10;

-- recording_transcripts: In which recordings was something about numbers said?
SELECT r.topic, t.start_time, t.file_type, length(t.content) AS characters
FROM recording_transcripts AS t
JOIN recordings AS r ON r.uuid = t.meeting_uuid
WHERE t.content ILIKE '%numbers%'
ORDER BY t.start_time, t.meeting_uuid, t.file_id
LIMIT 10;

-- recording_transcripts: How many recordings of each host have a transcript?
SELECT u.display_name, count(DISTINCT r.uuid) AS recordings,
  count(DISTINCT t.meeting_uuid) AS with_transcript
FROM recordings AS r
JOIN users AS u ON u.id = r.host_id
LEFT JOIN recording_transcripts AS t ON t.meeting_uuid = r.uuid
GROUP BY u.id, u.display_name
ORDER BY recordings DESC, u.display_name
LIMIT 10;

-- recording_transcript_cues: Who talks most?
SELECT c.speaker, count(DISTINCT c.meeting_uuid) AS sessions,
  round(sum(c.ends_at - c.begins_at), 1) AS seconds
FROM recording_transcript_cues AS c
JOIN recording_transcripts AS t ON t.meeting_uuid = c.meeting_uuid AND t.file_id = c.file_id
WHERE t.file_type = 'TRANSCRIPT' AND c.speaker <> ''
GROUP BY c.speaker
ORDER BY seconds DESC, c.speaker
LIMIT 10;

-- recording_transcript_cues: At which moment of which recording was a time agreed on?
SELECT r.topic, r.start_time, round(c.begins_at, 1) AS second, c.speaker, c.text
FROM recording_transcript_cues AS c
JOIN recordings AS r ON r.uuid = c.meeting_uuid
WHERE regexp_matches(c.text, '[0-9]{1,2}:[0-9]{2}')
ORDER BY r.start_time, c.meeting_uuid, c.file_id, c.number
LIMIT 10;

-- meeting_summaries: Which summaries did somebody edit?
SELECT meeting_topic, meeting_start_time, max(summary_last_modified_user_email) AS edited_by,
  max(summary_last_modified_time) AS edited_at
FROM meeting_summaries
WHERE summary_last_modified_user_email <> ''
GROUP BY meeting_uuid, meeting_topic, meeting_start_time
ORDER BY edited_at DESC, meeting_uuid
LIMIT 10;

-- meeting_summaries: Which meetings of at least half an hour have no summary?
SELECT r.topic, r.user_email AS host, r.start_time, r.duration AS minutes
FROM report_meetings AS r
ANTI JOIN meeting_summaries AS s ON s.meeting_uuid = r.uuid
WHERE r.duration >= 30 AND r.participants_count > 1
ORDER BY r.duration DESC, r.uuid
LIMIT 10;

-- meeting_summaries: What are the action items of the latest meetings?
SELECT DISTINCT meeting_topic, meeting_start_time,
  trim(regexp_extract(summary_content, '## Action items\s+(.*)', 1, 's')) AS action_items
FROM meeting_summaries
WHERE summary_content LIKE '%## Action items%'
ORDER BY meeting_start_time DESC, meeting_topic, action_items
LIMIT 5;

-- meeting_chat_messages: Who writes most in the chats of recorded sessions?
SELECT sender, count(*) AS messages, count(DISTINCT meeting_uuid) AS sessions
FROM meeting_chat_messages
WHERE sender <> ''
GROUP BY sender
ORDER BY messages DESC, sender
LIMIT 10;

-- meeting_chat_messages: Which recordings contain private messages?
SELECT r.topic, r.start_time, count(*) AS private_messages
FROM meeting_chat_messages AS m
JOIN recordings AS r ON r.uuid = m.meeting_uuid
WHERE m.is_private
GROUP BY r.uuid, r.topic, r.start_time
ORDER BY private_messages DESC, r.uuid
LIMIT 10;

-- meeting_transcripts: Which transcripts can't be downloaded, and why?
SELECT m.topic, m.user_email AS host, t.start_time, t.download_restriction_reason AS reason
FROM meeting_transcripts AS t
JOIN report_meetings AS m ON m.uuid = t.meeting_uuid
WHERE NOT t.can_download
ORDER BY t.start_time, t.meeting_uuid
LIMIT 10;

-- meeting_transcripts: Which transcripts will Zoom delete next?
SELECT meeting_topic, start_time, auto_delete_date
FROM meeting_transcripts
WHERE auto_delete
ORDER BY auto_delete_date, meeting_uuid
LIMIT 10;
