-- marketplace_apps: Which requests for apps wait for a decision?
SELECT app_name, app_developer_type, request_pending_number AS pending, latest_request_date_time
FROM marketplace_apps
WHERE type = 'active_requests' AND request_pending_number > 0
ORDER BY pending DESC, app_name, row_id
LIMIT 10;

-- marketplace_apps: Which apps of third parties act for the whole account?
SELECT app_name, app_type, type AS list, json_array_length(scopes) AS scopes
FROM marketplace_apps
WHERE app_usage = 2 AND app_developer_type = 'THIRD_PARTY'
  AND type IN ('account_added', 'approved_apps')
ORDER BY scopes DESC NULLS LAST, app_name, row_id
LIMIT 10;

-- marketplace_apps: Which administrators approved apps, and for everybody or for some users?
SELECT
  u.email, count(*) AS apps,
  count(*) FILTER (WHERE (a.approval_info->>'$.approved_type') = 'forAllUser') AS for_all_users,
  max((a.approval_info->>'$.approved_time')::TIMESTAMPTZ) AS latest
FROM marketplace_apps a
JOIN users u ON u.id = (a.approval_info->>'$.approver_id')
WHERE a.type = 'approved_apps'
GROUP BY u.id, u.email
ORDER BY apps DESC, u.email
LIMIT 10;

-- tracking_fields: Which fields must hosts fill in that the form doesn't show?
SELECT field, json_array_length(recommended_values) AS recommended_values
FROM tracking_fields
WHERE required AND NOT visible
ORDER BY field
LIMIT 10;

-- tracking_fields: Which values does each field suggest?
SELECT t.field, value
FROM tracking_fields t, unnest(from_json(t.recommended_values, '["VARCHAR"]')) AS v(value)
ORDER BY t.field, value
LIMIT 10;

-- information_barriers: Which groups may not communicate with which, by active policies?
SELECT b.policy_name, a.name AS assigned_group, t.name AS kept_apart_from
FROM information_barriers b
LEFT JOIN groups a ON a.id = b.assigned_group_id
LEFT JOIN groups t ON t.id = b.to_group_id
WHERE b.status = 1
ORDER BY b.policy_name, b.id
LIMIT 10;

-- information_barriers: How many users does each policy apply to?
SELECT b.policy_name, b.status = 1 AS active, g.name AS group_name, count(m.id) AS members
FROM information_barriers b
LEFT JOIN groups g ON g.id = b.assigned_group_id
LEFT JOIN group_members m ON m.group_id = b.assigned_group_id
GROUP BY b.id, b.policy_name, b.status, g.name
ORDER BY members DESC, b.policy_name, b.id
LIMIT 10;
