-- contact_center_users: How many agents are in which status at present?
SELECT status_name, sub_status_name, count(*) AS agents
FROM contact_center_users
WHERE user_access = 'active'
GROUP BY status_name, sub_status_name
ORDER BY agents DESC, status_name, sub_status_name
LIMIT 10;

-- contact_center_users: Which packages have users without access, and when did they last sign in?
SELECT c.package_name, u.email, u.last_login_time
FROM contact_center_users c
JOIN users u ON u.id = c.user_id
WHERE c.user_access = 'inactive'
ORDER BY c.package_name, u.email
LIMIT 10;

-- contact_center_queues: How many engagements did each queue get, and how many agents does it have?
SELECT
  q.queue_name, q.channel, q.agents_count AS agents,
  count(DISTINCT p.engagement_id) AS engagements
FROM contact_center_queues q
LEFT JOIN contact_center_queue_performance p ON p.queue_id = q.cc_queue_id
GROUP BY q.cc_queue_id, q.queue_name, q.channel, q.agents_count
ORDER BY engagements DESC, q.cc_queue_id
LIMIT 10;

-- contact_center_queues: How many agents are there per supervisor in each queue?
SELECT
  queue_name, agents_count, supervisors_count,
  round(agents_count / supervisors_count, 1) AS agents_per_supervisor
FROM contact_center_queues
WHERE supervisors_count > 0 AND agents_count IS NOT NULL
ORDER BY agents_per_supervisor DESC, cc_queue_id
LIMIT 10;

-- contact_center_teams: Which teams belong to which team?
SELECT p.team_name AS parent, t.team_name AS team, t.created_time
FROM contact_center_teams t
JOIN contact_center_teams p ON p.team_id = t.parent_team_id
ORDER BY parent, team, t.team_id
LIMIT 10;

-- contact_center_teams: How many agents does each team have, together with the teams below it?
WITH RECURSIVE tree AS (
  SELECT team_id AS top_id, team_id FROM contact_center_teams
  UNION ALL
  SELECT tree.top_id, t.team_id
  FROM tree JOIN contact_center_teams t ON t.parent_team_id = tree.team_id
),
members AS (
  SELECT user_id, team->>'$.team_id' AS team_id
  FROM contact_center_users, unnest(from_json(teams, '["JSON"]')) AS u(team)
)
SELECT
  t.team_name, count(DISTINCT tree.team_id) - 1 AS teams_below,
  count(DISTINCT m.user_id) AS agents
FROM tree
JOIN contact_center_teams t ON t.team_id = tree.top_id
LEFT JOIN members m ON m.team_id = tree.team_id
GROUP BY t.team_id, t.team_name
ORDER BY agents DESC, teams_below DESC, t.team_name, t.team_id
LIMIT 10;

-- contact_center_skills: Which skills do the fewest users have?
SELECT skill_name, skill_category_name, skill_type, total_users
FROM contact_center_skills
ORDER BY total_users NULLS LAST, skill_name, skill_id
LIMIT 5;

-- contact_center_skills: How many skills have levels, and how many users have them?
SELECT
  skill_type, count(*) AS skills, max(max_proficiency_level) AS highest_level,
  sum(total_users) AS users
FROM contact_center_skills
GROUP BY skill_type
ORDER BY skill_type;

-- contact_center_flows: Through which flows do engagements go that aren't published?
SELECT
  f.flow_name, f.status, f.last_modified_time, count(DISTINCT p.engagement_id) AS engagements,
  max(p.flow_enter_time) AS latest
FROM contact_center_flows f
JOIN contact_center_flow_performance p ON p.flow_id = f.flow_id
WHERE f.status <> 'published'
GROUP BY f.flow_id, f.flow_name, f.status, f.last_modified_time
ORDER BY engagements DESC, f.flow_id
LIMIT 10;

-- contact_center_flows: Which numbers and addresses lead into which flow?
SELECT
  f.flow_name, entry->>'$.entry_number' AS number, entry->>'$.email_address' AS email,
  entry->>'$.entry_language' AS language
FROM contact_center_flows f, unnest(from_json(f.entry_points, '["JSON"]')) AS e(entry)
ORDER BY f.flow_name, number, email
LIMIT 10;

-- contact_center_dispositions: Which outcomes can agents choose, and in how many queues?
SELECT disposition_name, disposition_type, queue_count
FROM contact_center_dispositions
WHERE status = 'active'
ORDER BY queue_count NULLS FIRST, disposition_name, disposition_id
LIMIT 10;

-- contact_center_dispositions: How long do agents handle engagements that end with each outcome?
SELECT
  d.disposition_name, count(*) AS engagements,
  round(avg(e.handling_duration) / 60, 1) AS average_minutes_handled,
  round(avg(e.wrap_up_duration) / 60, 1) AS average_minutes_of_wrap_up
FROM contact_center_engagements e, unnest(from_json(e.dispositions, '["JSON"]')) AS u(outcome)
JOIN contact_center_dispositions d ON d.disposition_id = (outcome->>'$.disposition_id')
GROUP BY d.disposition_id, d.disposition_name
ORDER BY average_minutes_handled DESC, d.disposition_id
LIMIT 10;

-- contact_center_engagements: How long do customers wait whose engagements go through each queue?
SELECT
  q.queue_name, q.channel, count(*) AS engagements,
  round(avg(e.waiting_duration)) AS average_seconds_waited,
  max(e.waiting_duration) AS most_seconds_waited
FROM contact_center_engagements e, unnest(from_json(e.queues, '["JSON"]')) AS u(queue)
JOIN contact_center_queues q ON q.cc_queue_id = (queue->>'$.cc_queue_id')
GROUP BY q.cc_queue_id, q.queue_name, q.channel
ORDER BY average_seconds_waited DESC, q.cc_queue_id
LIMIT 10;

-- contact_center_engagements: In how many engagements did each agent take part?
SELECT
  c.display_name, count(DISTINCT e.engagement_id) AS engagements,
  count(DISTINCT e.engagement_id) FILTER (WHERE e.transfer_count > 0) AS transferred
FROM contact_center_engagements e, unnest(from_json(e.agents, '["JSON"]')) AS a(agent)
JOIN contact_center_users c ON c.user_id = (agent->>'$.user_id')
GROUP BY c.user_id, c.display_name
ORDER BY engagements DESC, c.user_id
LIMIT 10;

-- contact_center_engagements: How many hours a week do agents talk with customers, and work afterwards?
SELECT
  date_trunc('week', start_time)::DATE AS week, count(*) AS engagements,
  round(sum(talk_duration) / 3600.0, 1) AS hours_talked,
  round(sum(wrap_up_duration) / 3600.0, 1) AS hours_of_wrap_up
FROM contact_center_engagements
GROUP BY week
ORDER BY week DESC
LIMIT 10;

-- contact_center_engagement_dispositions: How many engagements on each channel have no outcome?
SELECT
  e.enter_channel, count(*) AS engagements,
  count(*) FILTER (WHERE NOT EXISTS (
    SELECT 1 FROM contact_center_engagement_dispositions d WHERE d.engagement_id = e.engagement_id
  )) AS without_outcome
FROM contact_center_engagement_performance e
GROUP BY e.enter_channel
ORDER BY without_outcome DESC, engagements DESC, e.enter_channel
LIMIT 10;

-- contact_center_engagement_dispositions: In which teams do agents leave the default outcome most often?
SELECT
  t.team_name, count(*) AS outcomes,
  round(100.0 * count(*) FILTER (WHERE d.disposition_source = 'default') / count(*), 1)
    AS default_percent
FROM contact_center_engagement_dispositions d
JOIN contact_center_teams t ON t.team_id = d.team_id
GROUP BY t.team_id, t.team_name
ORDER BY default_percent DESC, t.team_id
LIMIT 10;

-- contact_center_operation_logs: What were the latest changes?
SELECT time, operator, category, action, object_name
FROM contact_center_operation_logs
ORDER BY time DESC, operation_log_id
LIMIT 10;

-- contact_center_operation_logs: Which teams' agents do most changes concern, and how many people made them?
SELECT
  t.team_name, count(*) AS changes, count(DISTINCT l.operator) AS people, max(l.time) AS latest
FROM contact_center_operation_logs l
JOIN contact_center_teams t ON t.team_id = l.team_id
GROUP BY t.team_id, t.team_name
ORDER BY changes DESC, latest DESC, t.team_id
LIMIT 10;

-- contact_center_engagement_performance: How many minutes does an engagement take in each team?
SELECT
  t.team_name, count(*) AS engagements,
  round(avg(p.handle_duration) / 60000, 1) AS average_minutes_handled,
  round(avg(p.wrap_up_duration) / 60000, 1) AS average_minutes_of_wrap_up
FROM contact_center_engagement_performance p, unnest(from_json(p.teams, '["JSON"]')) AS u(team)
JOIN contact_center_teams t ON t.team_id = (team->>'$.team_id')
GROUP BY t.team_id, t.team_name
ORDER BY average_minutes_handled DESC, t.team_id
LIMIT 10;

-- contact_center_engagement_performance: Which customers were transferred the most?
SELECT
  consumer->>'$.consumer_email' AS customer, count(*) AS engagements,
  sum(transfer_completed_count) AS transfers, sum(abandoned_count) AS times_given_up
FROM contact_center_engagement_performance
WHERE transfer_completed_count > 0
GROUP BY customer
ORDER BY transfers DESC, customer
LIMIT 10;

-- contact_center_agent_performance: Which agents let the largest share of their calls and messages ring?
SELECT
  u.display_name, sum(p.handled_count) AS handled, sum(p.agent_missed_count) AS missed,
  round(100.0 * sum(p.agent_missed_count) / (sum(p.handled_count) + sum(p.agent_missed_count)
    + sum(p.agent_declined_count) + sum(p.agent_refused_count)), 1) AS missed_percent
FROM contact_center_agent_performance p
JOIN contact_center_users u ON u.user_id = p.user_id
GROUP BY u.user_id, u.display_name
ORDER BY missed_percent DESC NULLS LAST, u.user_id
LIMIT 10;

-- contact_center_agent_performance: How many seconds does an agent take to handle one engagement?
SELECT
  u.display_name, p.channel, sum(p.handled_count) AS handled,
  round(sum(p.handle_duration) / sum(p.handled_count) / 1000, 4) AS seconds_each
FROM contact_center_agent_performance p
JOIN contact_center_users u ON u.user_id = p.user_id
WHERE p.handled_count > 0
GROUP BY u.user_id, u.display_name, p.channel
ORDER BY seconds_each DESC, u.user_id, p.channel
LIMIT 10;

-- contact_center_agent_timecards: What share of their time are agents ready, occupied and not ready?
WITH agents AS (
  SELECT user_id, sum(ready_duration) AS ready, sum(occupied_duration) AS occupied,
    sum(not_ready_duration) AS not_ready, ready + occupied + not_ready AS total
  FROM contact_center_agent_timecards
  GROUP BY user_id
)
SELECT
  u.display_name, round(100 * ready / total, 1) AS ready_percent,
  round(100 * occupied / total, 1) AS occupied_percent,
  round(100 * not_ready / total, 1) AS not_ready_percent
FROM agents JOIN contact_center_users u ON u.user_id = agents.user_id
ORDER BY occupied_percent DESC, u.user_id
LIMIT 10;

-- contact_center_agent_timecards: From which countries do agents work, and from how many addresses?
SELECT
  agent_country, count(DISTINCT user_id) AS agents, count(DISTINCT ip_address) AS addresses,
  max(start_time) AS latest
FROM contact_center_agent_timecards
WHERE agent_country <> ''
GROUP BY agent_country
ORDER BY agents DESC, agent_country
LIMIT 10;

-- contact_center_queue_performance: What share of its engagements does each queue answer within 15 minutes?
SELECT
  q.queue_name, q.channel, count(*) AS handled,
  round(100.0 * count(*) FILTER (WHERE p.speed_of_answer_duration <= 15 * 60000) / count(*), 1)
    AS within_15_minutes_percent
FROM contact_center_queue_performance p
JOIN contact_center_queues q ON q.cc_queue_id = p.queue_id
WHERE p.handle_count > 0
GROUP BY q.cc_queue_id, q.queue_name, q.channel
ORDER BY within_15_minutes_percent, q.cc_queue_id
LIMIT 10;

-- contact_center_queue_performance: In which hours (UTC) do customers give up waiting?
SELECT
  extract('hour' FROM enter_time AT TIME ZONE 'UTC') AS hour,
  count(*) AS stays, count(*) FILTER (WHERE abandoned_count > 0) AS given_up
FROM contact_center_queue_performance
GROUP BY hour
ORDER BY given_up DESC, hour
LIMIT 10;

-- contact_center_flow_performance: How often does each flow lead to an agent, and how fast?
SELECT
  f.flow_name, count(*) AS runs,
  count(*) FILTER (WHERE p.handled_by_agent_count > 0) AS reached_agent,
  round(avg(p.duration_to_first_handled_agent) / 1000, 3) AS average_seconds_to_agent
FROM contact_center_flow_performance p
JOIN contact_center_flows f ON f.flow_id = p.flow_id
GROUP BY f.flow_id, f.flow_name
ORDER BY runs DESC, f.flow_id
LIMIT 10;

-- contact_center_flow_performance: From which channels do most customers reach an agent?
SELECT
  enter_channel, count(*) AS runs,
  count(*) FILTER (WHERE handled_by_agent_count > 0) AS reached_agent,
  round(100.0 * count(*) FILTER (WHERE handled_by_agent_count > 0) / count(*), 1)
    AS reached_percent
FROM contact_center_flow_performance
WHERE enter_channel <> ''
GROUP BY enter_channel
ORDER BY reached_percent DESC, enter_channel
LIMIT 10;

-- contact_center_outbound_dialer_performance: Which dialing method reaches more people?
SELECT
  dialer_method, count(*) AS engagements, sum(calls_answered_count) AS answered,
  sum(contacts_connected_count) AS connected, sum(calls_with_amd_count) AS answering_machines
FROM contact_center_outbound_dialer_performance
GROUP BY dialer_method
ORDER BY connected DESC, dialer_method;

-- contact_center_outbound_dialer_performance: Which campaigns called numbers on a do-not-call list?
SELECT
  campaign->>'$.campaign_name' AS campaign, count(DISTINCT consumer_number) AS numbers,
  max(start_time) AS latest
FROM contact_center_outbound_dialer_performance
WHERE dnc_flag
GROUP BY campaign->>'$.campaign_id', 1
ORDER BY numbers DESC, latest DESC, 1
LIMIT 10;

-- contact_center_expert_assist: Which features of AI Expert Assist are used the most?
SELECT feature, count(DISTINCT a.engagement_id) AS engagements
FROM contact_center_expert_assist a,
  unnest(from_json(a.expert_assist_feature, '["VARCHAR"]')) AS f(feature)
GROUP BY feature
ORDER BY engagements DESC, feature
LIMIT 10;

-- contact_center_expert_assist: Is an engagement handled faster when AI Expert Assist had something to offer?
SELECT
  expert_assist_status, count(*) AS uses,
  round(avg(handle_duration) / 1000, 3) AS average_seconds_handled
FROM contact_center_expert_assist
GROUP BY expert_assist_status
ORDER BY average_seconds_handled, expert_assist_status
LIMIT 10;
