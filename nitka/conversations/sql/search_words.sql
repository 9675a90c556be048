-- How words are written for search, in one place: NFC, lower case, ё as е, letters and digits apart.
create or replace function nitka_search_plain(said text) returns text
language sql immutable parallel safe as $$
    select btrim(regexp_replace(case when said ~ '[0-9]'
        then regexp_replace(translate(lower(normalize(left(said, 100000))), 'ё', 'е'),
            '(?<=[[:alpha:]])(?=[0-9])|(?<=[0-9])(?=[[:alpha:]])', ' ', 'g')
        else translate(lower(normalize(left(said, 100000))), 'ё', 'е') end, '[^[:alnum:]]+', ' ', 'g'))
$$;

-- The lexeme of a plain word as to_tsvector('russian', …) makes it (Latin letters are English there); '' for a stop word.
create or replace function nitka_search_stem(word text) returns text
language sql immutable parallel safe as $$
    select case when word ~ '^[0-9]' then word
        else coalesce((case when word ~ '^[a-z]+$' then ts_lexize('english_stem', word) else ts_lexize('russian_stem', word) end)[1], '') end
$$;

-- Numbers that people write with spaces, dashes and brackets (phones, orders), joined.
create or replace function nitka_search_numbers(said text) returns text[]
language sql immutable parallel safe as $$
    select coalesce(array_agg(distinct regexp_replace(found[1], '[^0-9]+', '', 'g')), '{}')
    from regexp_matches(case when said ~ '[0-9]' then left(said, 20000) else '' end, '[0-9][0-9() \u00a0\u2011-]{4,20}[0-9]', 'g') found
    where found[1] ~ '[^0-9]'
$$;

-- What a message is, as lexemes that no word can be: =i sender's identity, =m author, =c channel, =d direction, =f with files.
create or replace function nitka_search_tag(kind text, key uuid) returns text
language sql immutable parallel safe as $$
    select '=' || kind || right(replace(key::text, '-', ''), 16)
$$;
