-- account_settings: Is it safe to join meetings by default?
SELECT name, value
FROM account_settings
WHERE area = 'meeting_security' AND name IN (
  'waiting_room', 'meeting_password', 'webinar_password', 'pmi_password', 'phone_password',
  'embed_password_in_join_link', 'only_authenticated_can_join_from_webclient'
)
ORDER BY name;

-- account_settings: Which functions of AI Companion are on?
SELECT area, name
FROM account_settings
WHERE (starts_with(name, 'ai_') OR contains(name, 'ai_companion')) AND value = 'true'
ORDER BY area, name
LIMIT 10;

-- account_settings: Which settings of recordings differ from the account's in the most groups?
SELECT a.name, a.value AS account_value, count(*) AS groups_that_differ
FROM account_settings a
JOIN group_settings g ON g.area = a.area AND g.name = a.name AND g.value <> a.value
WHERE a.area = 'recording'
GROUP BY a.name, a.value
ORDER BY groups_that_differ DESC, a.name
LIMIT 10;

-- account_lock_settings: Which settings about security can groups and users change?
SELECT s.name, s.value
FROM account_settings s
LEFT JOIN account_lock_settings l
  ON l.area = s.area AND starts_with(s.name || '.', l.name || '.') AND l.locked
WHERE s.area = 'meeting_security' AND s.value IN ('true', 'false') AND l.name IS NULL
ORDER BY s.name
LIMIT 10;

-- account_lock_settings: What share of the settings of each area is locked?
SELECT
  area, count(*) AS settings, count(*) FILTER (WHERE locked) AS locked,
  round(100.0 * count(*) FILTER (WHERE locked) / count(*)) AS locked_percent
FROM account_lock_settings
GROUP BY area
ORDER BY locked_percent DESC, area
LIMIT 10;

-- group_settings: In which groups do meetings start without a waiting room?
SELECT g.name AS group_name, g.total_members
FROM group_settings s
JOIN groups g ON g.id = s.group_id
WHERE s.area = 'in_meeting' AND s.name = 'waiting_room' AND s.value = 'false'
ORDER BY group_name, g.id
LIMIT 10;

-- group_settings: Which groups have which settings of cloud recording?
SELECT
  g.name AS group_name,
  max(s.value) FILTER (WHERE s.name = 'cloud_recording') AS cloud_recording,
  max(s.value) FILTER (WHERE s.name = 'local_recording') AS local_recording,
  max(s.value) FILTER (WHERE s.name = 'cloud_recording_download') AS download
FROM group_settings s
JOIN groups g ON g.id = s.group_id
WHERE s.area = 'recording'
GROUP BY g.id, g.name
ORDER BY group_name, g.id
LIMIT 10;

-- group_lock_settings: Which groups lock what the account leaves open?
SELECT g.name AS group_name, count(*) AS locked_settings, min(l.name) AS for_example
FROM group_lock_settings l
JOIN account_lock_settings a ON a.area = l.area AND a.name = l.name AND NOT a.locked
JOIN groups g ON g.id = l.group_id
WHERE l.locked
GROUP BY g.id, g.name
ORDER BY locked_settings DESC, group_name, g.id
LIMIT 10;

-- group_lock_settings: In which groups can users switch recording on or off themselves?
SELECT g.name AS group_name, l.name AS setting
FROM group_lock_settings l
JOIN groups g ON g.id = l.group_id
WHERE l.area = 'recording' AND l.name IN ('cloud_recording', 'local_recording') AND NOT l.locked
ORDER BY group_name, l.name, g.id
LIMIT 10;

-- user_settings: Who can record meetings on their own computer?
SELECT u.email, u.dept, u.last_login_time
FROM user_settings s
JOIN users u ON u.id = s.user_id
WHERE s.area = 'recording' AND s.name = 'local_recording' AND s.value = 'true'
ORDER BY u.email
LIMIT 10;

-- user_settings: Who has switched off the waiting room that their group has on?
SELECT u.email, g.name AS group_name
FROM user_settings s
JOIN group_members m ON m.id = s.user_id
JOIN group_settings gs ON gs.group_id = m.group_id AND gs.area = s.area AND gs.name = s.name
JOIN groups g ON g.id = m.group_id
JOIN users u ON u.id = s.user_id
WHERE s.area = 'in_meeting' AND s.name = 'waiting_room'
  AND s.value = 'false' AND gs.value = 'true'
ORDER BY u.email, group_name
LIMIT 10;

-- user_settings: How many users have each add-on license?
SELECT name AS license, count(*) AS users
FROM user_settings
WHERE area = 'feature' AND value = 'true'
GROUP BY name
ORDER BY users DESC, license
LIMIT 10;
