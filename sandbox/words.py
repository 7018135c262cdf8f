"""Names, topics and other words: plain ones, and ones that break careless code."""

from __future__ import annotations

FIRST_NAMES = (
    "Ada", "Grace", "Linus", "Margaret", "Tim", "Barbara", "Edsger", "Frances", "Ken", "Radia",
    "Zoë", "José", "Łukasz", "Søren", "Nguyễn", "أميرة", "דוד", "美咲", "Олена", "🦄 Robin",
)  # fmt: skip

LAST_NAMES = (
    "Lovelace", "Hopper", "Torvalds", "Hamilton", "Berners-Lee", "Liskov", "Dijkstra", "Allen",
    "Thompson", "Perlman", "O'Neill", "von Ahn", "García Márquez", "Wałęsa", "العربي", "כהן",
    "田中", "Шевченко", "Smith, Jr.", "Wolfeschlegelstein-" + "Featherstonehaugh" * 6,
)  # fmt: skip

TOPICS = (
    "Weekly sync", "Customer call", "Sprint review", "1:1", "All hands 🎉", "Vorstellungsgespräch",
    "اجتماع الفريق", "פגישת צוות", "四半期レビュー", 'Q4 "planning", part 2', "Board\tmeeting",
    "Onboarding day " + "very " * 30 + "long", "Zoom-Besprechung", "Budget & forecast <draft>",
)  # fmt: skip

AGENDAS = (
    "", "Numbers, risks, next steps", "1. Intro\n2. Demo\n3. Questions",
    "Please read the notes before we meet. " * 12, "👩‍💻 + ☕",
)  # fmt: skip

DEPARTMENTS = ("", "Sales", "Engineering", "HR", "Finance", "Customer Success")
TIMEZONES = ("America/Los_Angeles", "Europe/Berlin", "Asia/Tokyo", "Asia/Kolkata", "UTC")
COMPANIES = ("Example Corp", "Initech", "Łódź Sp. z o.o.", "株式会社サンプル", "Müller & Söhne")
COUNTRIES = ("US", "DE", "JP", "BR", "")
CITIES = ("Mountain View", "Köln", "東京", "São Paulo", "")
INDUSTRIES = ("Food", "Retail", "Education", "")
JOB_TITLES = ("Chef", "Data engineer", "Head of everything", "")
EMPLOYEES = ("", "1-20", "21-50", "51-100", "501-1,000")
TIME_FRAMES = ("", "Within a month", "1-3 months", "No timeframe")
BUYING_ROLES = ("", "Decision Maker", "Evaluator/Recommender", "Influencer", "Not involved")
CLIENTS = ("5.9.6.4993(mac)", "6.2.5.48876(win)", "6.1.0.1(iphone)", "")
CHANNELS = ("Developers", "random 🍕", "Data platform", "Support-EMEA", "مشاريع", "Announcements")

QUESTIONS = (
    "How useful was this meeting?",
    "What next?",
    "Wie geht es Ihnen?",
    "おすすめしますか?",
)
ANSWERS = ("Extremely useful", "Good", "Not at all", "Naja; geht so", "はい", "👍", "")
UTTERANCES = (
    "Hello everybody 👋", "Können wir anfangen?", "はい、始めましょう。", "أهلا وسهلا", "Ja.",
    "1 < 2 && 3 > 2, right?", "Let's look at the numbers\nof the last quarter.", "Mm-hm.",
    "Wir treffen uns um 10:30.",
)  # fmt: skip
