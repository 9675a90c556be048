drop function nitka_moments_archived();
drop function nitka_let_moments_go(uuid, timestamptz);
drop function nitka_forget_moments(uuid, uuid[]);
drop function nitka_compact_moments(date);
drop function nitka_digest(text);
