-- Who may write: each customer's number with the two identities they write by.
create temporary table who as
select chat.value::int as who, chat.id as chat, mail.id as mail
from customers_identity chat join customers_identity mail on mail.workspace_id = chat.workspace_id and mail.customer_id = chat.customer_id
where chat.workspace_id = %(workspace)s::uuid and chat.kind = 'visitor' and mail.kind = 'email';
create unique index on who (who);
analyze who
