-- zra_conversations: How many conversations were analyzed each week, and how did they go?
SELECT
  date_trunc('week', iq_processed_time)::DATE AS week, count(*) AS conversations,
  round(avg(engagement_score), 1) AS average_engagement,
  round(avg(sentiment_score), 1) AS average_sentiment
FROM zra_conversations
WHERE NOT processing_analysis
GROUP BY week
ORDER BY week DESC
LIMIT 10;

-- zra_conversations: Which conversations went worst, who hosted them, and about which deal?
SELECT
  c.meeting_start_time, u.email AS host, d.deal_name, m.topic AS meeting, c.sentiment_score
FROM zra_conversations c
LEFT JOIN users u ON u.id = c.host_id
LEFT JOIN zra_deals d ON d.deal_id = c.deal_id
LEFT JOIN report_meetings m ON m.uuid = c.meeting_uuid
WHERE NOT c.processing_analysis
ORDER BY c.sentiment_score NULLS LAST, c.conversation_id
LIMIT 10;

-- zra_conversation_participants: Which reps talk the most in proportion to how much they listen?
SELECT
  u.email, count(DISTINCT p.conversation_id) AS conversations,
  round(avg((p.metrics->>'$.talk_to_listen_ratio')::DOUBLE), 2) AS average_talk_to_listen_ratio,
  round(avg(c.sentiment_score), 1) AS average_sentiment
FROM zra_conversation_participants p
JOIN users u ON u.id = p.user_id
JOIN zra_conversations c ON c.conversation_id = p.conversation_id
WHERE p.speaker_type = 'rep'
GROUP BY u.id, u.email
ORDER BY average_talk_to_listen_ratio DESC NULLS LAST, u.email
LIMIT 10;

-- zra_conversation_participants: Do reps speak faster than customers, and say um more often?
SELECT
  speaker_type, count(*) AS participants,
  round(avg((metrics->>'$.talk_speed')::DOUBLE), 1) AS words_a_minute,
  round(avg((metrics->>'$.filler_words')::DOUBLE), 1) AS filler_words
FROM zra_conversation_participants
WHERE speaker_type IS NOT NULL
GROUP BY speaker_type
ORDER BY speaker_type;

-- zra_conversation_transcripts: In which conversations does a customer say "numbers"?
SELECT c.meeting_start_time, c.conversation_topic, t.display_name, t.text
FROM zra_conversation_transcripts t
JOIN zra_conversations c ON c.conversation_id = t.conversation_id
WHERE t.speaker_type = 'customer' AND t.text ILIKE '%numbers%'
ORDER BY c.meeting_start_time DESC NULLS LAST, c.conversation_id, t.participant_id, t.row_id
LIMIT 10;

-- zra_conversation_transcripts: How many utterances and words does each side contribute?
SELECT
  p.speaker_type, count(DISTINCT t.conversation_id) AS conversations, count(*) AS utterances,
  sum(len(regexp_extract_all(t.text, '\S+'))) AS words
FROM zra_conversation_transcripts t
JOIN zra_conversation_participants p
  ON p.conversation_id = t.conversation_id AND p.row_id = t.participant_id
GROUP BY p.speaker_type
ORDER BY words DESC, p.speaker_type;

-- zra_content_analysis: Which next steps were agreed on in the latest conversations?
SELECT c.meeting_start_time, c.conversation_topic, step->>'$.text' AS next_step
FROM zra_content_analysis a
JOIN zra_conversations c ON c.conversation_id = a.conversation_id,
  unnest(from_json(a.next_steps, '["JSON"]')) AS g(part),
  unnest(from_json(part->'$.section', '["JSON"]')) AS s(step)
WHERE c.meeting_start_time IS NOT NULL
ORDER BY c.meeting_start_time DESC, c.conversation_id, next_step
LIMIT 10;

-- zra_content_analysis: Which concerns of customers do the deal memos name most often?
SELECT concern->>'$.factor' AS concern, count(DISTINCT a.conversation_id) AS conversations
FROM zra_content_analysis a,
  unnest(from_json(a.deal_memo->'$.potential_concerns', '["JSON"]')) AS m(concern)
GROUP BY 1
ORDER BY conversations DESC, 1
LIMIT 10;

-- zra_scorecards: Which users fill in scorecards, and how strictly?
SELECT
  u.email, count(*) AS scorecards, round(avg(s.average_score), 1) AS average_score
FROM zra_scorecards s
JOIN users u ON u.id = (s.rater->>'$.user_id')
GROUP BY u.id, u.email
ORDER BY scorecards DESC, u.email
LIMIT 10;

-- zra_scorecards: Which conversations got the lowest scores from their coaches?
SELECT
  c.meeting_start_time, c.conversation_topic, count(*) AS scorecards,
  round(avg(s.average_score), 1) AS average_score, c.sentiment_score
FROM zra_scorecards s
JOIN zra_conversations c ON c.conversation_id = s.conversation_id
WHERE s.average_score IS NOT NULL
GROUP BY c.conversation_id, c.meeting_start_time, c.conversation_topic, c.sentiment_score
ORDER BY average_score, c.conversation_id
LIMIT 10;

-- zra_deals: Which open deals should have been closed before the latest activity of any deal?
SELECT deal_name, owner_email, deal_stage, deal_amount, currency_type, close_date
FROM zra_deals
WHERE NOT deal_is_closed AND close_date < (SELECT max(last_activity_time)::DATE FROM zra_deals)
ORDER BY close_date, deal_amount DESC, deal_id
LIMIT 10;

-- zra_deals: What are the open deals of each salesperson worth, at each stage?
SELECT
  u.email, d.deal_stage, d.currency_type AS currency, count(*) AS deals,
  sum(d.deal_amount) AS amount
FROM zra_deals d
JOIN users u ON u.id = d.owner_id
WHERE NOT d.deal_is_closed
GROUP BY u.id, u.email, d.deal_stage, d.currency_type
ORDER BY u.email, currency, amount DESC, d.deal_stage
LIMIT 10;

-- zra_deal_activities: Which open deals have the fewest activities?
SELECT d.deal_name, d.owner_email, count(a.row_id) AS activities, max(a.start_date) AS latest
FROM zra_deals d
LEFT JOIN zra_deal_activities a ON a.deal_id = d.deal_id
WHERE NOT d.deal_is_closed
GROUP BY d.deal_id, d.deal_name, d.owner_email
ORDER BY activities, d.deal_name, d.deal_id
LIMIT 10;

-- zra_deal_activities: How engaged are the customers of won or lost deals, and of open ones?
SELECT
  d.deal_is_closed AS closed, count(DISTINCT d.deal_id) AS deals, count(*) AS activities,
  round(avg(a.engagement_score), 1) AS average_engagement
FROM zra_deal_activities a
JOIN zra_deals d ON d.deal_id = a.deal_id
WHERE NOT a.processing_analysis
GROUP BY closed
ORDER BY closed;
