-- archive_meetings: Which sessions have not been archived completely?
SELECT topic, start_time, meeting_type, recording_count AS files
FROM archive_meetings
WHERE status = 'processing'
ORDER BY start_time, uuid
LIMIT 10;

-- archive_meetings: How much has been archived of our own and of others' meetings?
SELECT meeting_type, count(*) AS sessions,
  count(*) FILTER (WHERE is_breakout_room) AS breakout_rooms,
  round(sum(duration_in_second) / 3600.0, 1) AS hours
FROM archive_meetings
GROUP BY meeting_type
ORDER BY sessions DESC, meeting_type
LIMIT 10;

-- archive_files: Which files failed to be archived?
SELECT m.topic, f.start_time, f.file_type, f.participant_email
FROM archive_files AS f
JOIN archive_meetings AS m ON m.uuid = f.meeting_uuid
WHERE f.status = 'failed'
ORDER BY f.start_time, f.meeting_uuid, f.file_id
LIMIT 10;

-- archive_files: In which regions are the archives stored?
SELECT storage_location AS region, count(*) AS files, count(DISTINCT meeting_uuid) AS sessions,
  sum(file_size) AS bytes
FROM archive_files
GROUP BY region
ORDER BY files DESC, region
LIMIT 10;

-- archive_files: Which files of single participants will Zoom keep for good?
SELECT m.topic, f.participant_email, f.file_type, f.file_size AS bytes
FROM archive_files AS f
JOIN archive_meetings AS m ON m.uuid = f.meeting_uuid
WHERE f.individual AND NOT f.auto_delete
ORDER BY f.start_time, f.meeting_uuid, f.file_id
LIMIT 10;
