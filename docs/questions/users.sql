-- users: Who has a paid license but no sign-in in the last two weeks of the data?
SELECT display_name, email, last_login_time::DATE AS last_login
FROM users
WHERE type = 2 AND (last_login_time IS NULL
  OR last_login_time < (SELECT max(last_login_time) FROM users) - INTERVAL 14 DAYS)
ORDER BY last_login, email
LIMIT 10;

-- users: How many users of each department are licensed and how many are basic?
SELECT coalesce(nullif(dept, ''), '(none)') AS department,
  count(*) FILTER (WHERE type = 2) AS licensed, count(*) FILTER (WHERE type = 1) AS basic
FROM users
GROUP BY department
ORDER BY licensed DESC, department
LIMIT 10;

-- users: Whose Zoom app is older than version 6?
SELECT email, regexp_extract(last_client_version, '\((.+)\)', 1) AS platform,
  regexp_extract(last_client_version, '^[0-9.]+') AS version
FROM users
WHERE last_client_version <> ''
  AND regexp_extract(last_client_version, '^[0-9]+')::INTEGER < 6
ORDER BY email
LIMIT 10;

-- user_details: Who has a role other than member?
SELECT email, job_title, role_name, last_login_time::DATE AS last_login
FROM user_details
WHERE role_id <> '2'
ORDER BY role_id, email
LIMIT 10;

-- user_details: How many licensed users does each cost center pay for, and how many hosted a meeting?
SELECT d.cost_center, count(*) AS licensed,
  count(*) FILTER (WHERE EXISTS (FROM report_meetings AS r WHERE r.user_id = d.id)) AS hosted
FROM user_details AS d
WHERE d.type = 2
GROUP BY d.cost_center
ORDER BY licensed DESC, d.cost_center
LIMIT 10;

-- user_details: Whose mobile number is not verified?
SELECT d.email, p->>'$.country' AS country, p->>'$.label' AS label
FROM user_details AS d, unnest(from_json(d.phone_numbers, '["JSON"]')) AS numbers(p)
WHERE (p->>'$.verified') = 'false'
ORDER BY d.email
LIMIT 10;

-- user_summary: How many of our users are licensed, basic, pending or only able to join?
SELECT total_users_count AS total, licensed_users_count AS licensed, basic_users_count AS basic,
  pending_users_count AS pending, join_only_users_count AS join_only
FROM user_summary;

-- user_summary: What share of the licenses belongs to users who hosted a meeting?
SELECT s.licensed_users_count AS licensed, count(DISTINCT u.id) AS licensed_hosts,
  round(100.0 * count(DISTINCT u.id) / s.licensed_users_count, 1) AS percent
FROM user_summary AS s
CROSS JOIN report_meetings AS r
JOIN users AS u ON u.id = r.user_id AND u.type = 2
GROUP BY s.licensed_users_count;

-- groups: Which groups are empty or small enough to be merged?
SELECT name, total_members
FROM groups
WHERE total_members < 3
ORDER BY total_members, name
LIMIT 10;

-- groups: How many meetings did the members of each group host?
SELECT g.name, count(r.uuid) AS meetings, coalesce(sum(r.duration), 0) AS minutes
FROM groups AS g
LEFT JOIN group_members AS m ON m.group_id = g.id
LEFT JOIN report_meetings AS r ON r.user_id = m.id
GROUP BY g.id, g.name
ORDER BY meetings DESC, g.name
LIMIT 10;

-- group_members: Which members of a group are no longer active users?
SELECT g.name AS "group", m.email, coalesce(u.status, 'not a user') AS status
FROM group_members AS m
JOIN groups AS g ON g.id = m.group_id
LEFT JOIN users AS u ON u.id = m.id
WHERE u.status IS DISTINCT FROM 'active'
ORDER BY g.name, m.email
LIMIT 10;

-- group_members: Which active users are in no group?
SELECT u.display_name, u.email
FROM users AS u
ANTI JOIN group_members AS m ON m.id = u.id
WHERE u.status = 'active'
ORDER BY u.email
LIMIT 10;

-- roles: Which roles has the account defined itself, and does anybody have them?
SELECT name, description, total_members
FROM roles
WHERE id NOT IN ('0', '1', '2')
ORDER BY name
LIMIT 10;

-- roles: For which roles do the members that were read differ from Zoom's count?
SELECT r.name, r.total_members AS zoom_says, count(m.id) AS read
FROM roles AS r
LEFT JOIN role_members AS m ON m.role_id = r.id
GROUP BY r.id, r.name, r.total_members
HAVING count(m.id) <> r.total_members
ORDER BY r.name
LIMIT 10;

-- role_members: Who is owner or administrator?
SELECT r.name AS role, m.first_name, m.last_name, m.email
FROM role_members AS m
JOIN roles AS r ON r.id = m.role_id
WHERE m.role_id IN ('0', '1')
ORDER BY m.role_id, m.email
LIMIT 10;

-- role_members: Which people with a special role didn't sign in during the last week of the data?
SELECT r.name AS role, u.email, u.last_login_time::DATE AS last_login
FROM role_members AS m
JOIN roles AS r ON r.id = m.role_id
JOIN users AS u ON u.id = m.id
WHERE m.role_id <> '2'
  AND u.last_login_time < (SELECT max(last_login_time) FROM users) - INTERVAL 7 DAYS
ORDER BY last_login, u.email
LIMIT 10;

-- divisions: How are the users spread over the divisions?
SELECT coalesce(division_name, '(no name)') AS division, total_members,
  round(100.0 * total_members / sum(total_members) OVER (), 1) AS percent
FROM divisions
ORDER BY total_members DESC, division_id
LIMIT 10;

-- divisions: Which is the main division, and which ones lack a name?
SELECT division_id, division_name, is_main_division, division_description
FROM divisions
WHERE is_main_division OR coalesce(division_name, '') = ''
ORDER BY is_main_division DESC, division_id
LIMIT 10;
