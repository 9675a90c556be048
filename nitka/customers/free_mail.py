"""Hosts that say nothing of whom somebody works for: free mail, throw-away mail, and names above companies' own."""

_YANDEX = {f"yandex.{top}" for top in ("ru", "com", "by", "kz", "ua", "uz", "ee", "lv", "lt", "az", "com.tr", "com.am")}
_BRANDS = {  # brand → under which tops they give mailboxes
    "hotmail": ("com", "ru", "co.uk", "fr", "de", "it", "es", "nl", "be", "se", "com.br", "com.ar", "com.tr", "ca"),
    "outlook": ("com", "ru", "fr", "de", "it", "es", "jp", "pt", "dk", "ie", "at", "be", "cz", "com.br", "com.tr"),
    "live": ("com", "ru", "co.uk", "fr", "de", "it", "nl", "be", "se", "dk", "no", "ca", "cn", "jp", "com.mx"),
    "yahoo": ("com", "co.uk", "fr", "de", "it", "es", "ca", "in", "co.in", "co.id", "com.br", "com.ar", "com.mx",
              "com.au", "com.tr", "com.vn", "com.ph", "com.sg", "com.tw", "com.hk", "ro", "gr", "ie"),
    "gmx": ("de", "net", "com", "at", "ch", "org", "info", "eu", "us", "fr", "es", "co.uk"),
    "proton": ("me",), "protonmail": ("com", "ch"), "pm": ("me",),
}  # fmt: skip

_FREE = """
mail.ru bk.ru list.ru inbox.ru internet.ru xmail.ru vk.com mail.ua mail.kz mail.by tut.by
ya.ru narod.ru rambler.ru lenta.ru autorambler.ru myrambler.ru ro.ru r0.ru rambler.ua
pochta.ru fromru.com front.ru hotbox.ru hotmail.su land.ru mail15.com mail333.com nm.ru nightmail.ru pisem.net
qip.ru smtp.ru km.ru newmail.ru e1.ru ngs.ru sibmail.com nxt.ru vfemail.net
ukr.net i.ua meta.ua bigmir.net online.ua abv.bg seznam.cz email.cz centrum.cz wp.pl o2.pl onet.pl interia.pl
gmail.com googlemail.com msn.com windowslive.com passport.com ymail.com rocketmail.com myyahoo.com
icloud.com me.com mac.com privaterelay.appleid.com aol.com aim.com verizon.net comcast.net att.net
sbcglobal.net bellsouth.net cox.net charter.net earthlink.net btinternet.com virginmedia.com sky.com
web.de t-online.de freenet.de arcor.de email.de posteo.de mailbox.org bluewin.ch
orange.fr wanadoo.fr free.fr laposte.net sfr.fr neuf.fr libero.it virgilio.it tiscali.it alice.it
telenet.be skynet.be ziggo.nl kpnmail.nl planet.nl home.nl telia.com
tutanota.com tutanota.de tuta.io tuta.com fastmail.com fastmail.fm hushmail.com mail.com email.com zoho.com
zohomail.com hey.com duck.com simplelogin.com anonaddy.com mozmail.com mailfence.com runbox.com startmail.com
qq.com foxmail.com 163.com 126.com yeah.net sina.com sina.cn sohu.com 139.com 189.cn aliyun.com
naver.com hanmail.net daum.net nate.com rediffmail.com uol.com.br bol.com.br terra.com.br
example.com example.org example.net mail.example post.example pochta.example box.example inbox.example
"""
FREE = frozenset(_YANDEX | {f"{brand}.{top}" for brand, tops in _BRANDS.items() for top in tops} | set(_FREE.split()))

_DISPOSABLE = """
mailinator.com guerrillamail.com guerrillamail.net sharklasers.com grr.la 10minutemail.com 10minutemail.net
temp-mail.org temp-mail.io tempmail.com tempmail.net tempmailo.com tempr.email throwawaymail.com trashmail.com
trashmail.de yopmail.com yopmail.fr getnada.com dispostable.com mailnesia.com mintemail.com maildrop.cc moakt.com
fakeinbox.com mohmal.com emailondeck.com spamgourmet.com mytemp.email burnermail.io discard.email dropmail.me
crazymailing.com tempail.com inboxkitten.com mailcatch.com mail-temp.com minuteinbox.com 1secmail.com
"""
DISPOSABLE = frozenset(_DISPOSABLE.split())

# Under these others register names of their own: none of them is one company's
_SECOND = {
    "uk": "co org ac gov ltd plc me net sch nhs", "ru": "com org net pp msk spb nov", "su": "msk spb nov",
    "ua": "com org net kiev lviv odessa in", "by": "com org net", "kz": "com org net", "uz": "co com", "am": "co com",
    "tr": "com org net gen biz", "br": "com net org ind", "ar": "com net org", "mx": "com org net", "co": "com net org",
    "au": "com net org id", "nz": "co net org", "za": "co net org", "in": "co net org firm", "id": "co or web",
    "jp": "co ne or ac go", "kr": "co or ne", "cn": "com net org", "hk": "com net org", "tw": "com net org idv",
    "sg": "com net org", "my": "com net org", "th": "co or in", "vn": "com net org", "ph": "com net org",
    "il": "co org",
    "pl": "com net org", "pt": "com", "es": "com org nom", "gr": "com net org", "ge": "com net org", "az": "com net",
    "ae": "co net org", "sa": "com net org", "eg": "com net org", "pk": "com net org", "at": "co or", "hu": "co",
    "рф": "ком орг нет",
}  # fmt: skip
_HOSTED = """
github.io gitlab.io herokuapp.com netlify.app vercel.app web.app pages.dev workers.dev blogspot.com wordpress.com
tilda.ws wixsite.com ucoz.ru myshopify.com azurewebsites.net onmicrosoft.com
"""
SUFFIXES = frozenset(f"{second}.{top}" for top, seconds in _SECOND.items() for second in seconds.split()) | frozenset(
    _HOSTED.split()
)

NOBODYS = FREE | DISPOSABLE | SUFFIXES
