"""What can be wrong with a mailbox, as people read it: English, Russian."""

FETCHING_REASONS: dict[str, tuple[str, str]] = {
    "dns": ("There is no public server of this name", "Публичного сервера с таким именем нет"),
    "port": ("At this port no mail is spoken", "Это не почтовый порт"),
    "no_answer": ("Nobody answers at this address and port", "По этому адресу и порту никто не отвечает"),
    "timeout_in": ("The server did not answer in time", "Сервер не ответил вовремя"),
    "cut": ("The server broke the connection off", "Сервер оборвал соединение"),
    "tls_in": (
        "No secure connection: the port or the kind of encryption may be another",
        "Защищённого соединения нет: возможно, нужен другой порт или вид шифрования",
    ),
    "certificate": ("The server’s certificate comes from nobody we trust", "Сертификат сервера выдан неизвестно кем"),
    "certificate_expired": ("The server’s certificate has expired", "Срок сертификата сервера истёк"),
    "certificate_self_signed": ("The server signed its certificate itself", "Сервер подписал свой сертификат сам"),
    "certificate_name": (
        "The server’s certificate is for another name",
        "Сертификат сервера выдан на другое имя",
    ),
    "auth_in": ("The mailbox did not accept the name and password", "Почта не приняла имя и пароль"),
    "no_password": ("There is no password for the mailbox yet", "Пароля от ящика ещё нет"),
    "no_folder": ("There is no such folder in the mailbox", "Такой папки в ящике нет"),
    "stalled": ("The server falls silent in the middle of a letter", "Сервер замолкает посреди письма"),
    "protocol": ("The server answers as no mail server should", "Сервер отвечает не так, как положено почтовому"),
    "plain": (
        "Without encryption the password would be readable on its way",
        "Без шифрования пароль по дороге может прочесть кто угодно",
    ),
    "no_mailbox": ("No server is named to fetch letters from", "Не указан сервер, откуда забирать письма"),
    "consent": (
        "The mailbox’s owner has withdrawn consent, or it has run out",
        "Владелец ящика отозвал согласие, или его срок истёк",
    ),
    "no_consent": ("The mailbox’s owner has not given consent yet", "Владелец ящика ещё не дал согласия"),
    "provider": ("The provider did not renew our access", "Провайдер не продлил нам доступ"),
    "storage": (
        "We could not store the letters, and will fetch them again",
        "Мы не смогли сохранить письма и заберём их снова",
    ),
}  # fmt: skip
