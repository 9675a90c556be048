"""English, as it is written to a shop."""

from nitka.demo.words import Manner

MANNER = Manner(
    parts=("Good morning", "Good afternoon", "Good evening"),
    opens={
        "calm": ("Hello.", "{part}.", "Hi there.", "Hello!", "{part}, quick one.", "Hi, hope you can help."),
        "brisk": ("", "", "", "hi", "hey", "so"),
        "warm": ("{part}, sorry to bother you!", "Hi! You helped me last month, thanks again.", "Hello, lovely team!", "{part}! We really like the system, but."),
        "angry": ("Seriously?", "Not again.", "This is getting ridiculous.", "I am done waiting.", "Second message, no answer to the first.", "Unbelievable."),
        "formal": ("Dear support,", "Dear Sir or Madam,", "{part}. I am writing about the following.", "To whom it may concern:"),
        "anxious": ("Please help!", "Is anyone there?", "Urgent, please.", "{part}, I am quite worried.", "Not sure what to do here."),
        "chatty": ("{part}! So here is the story.", "Hi, me again.", "Hello! My neighbour said to write to you first.", "Hi! Long story short:"),
    },
    ends={
        "calm": ("", "", "Thanks.", "Thanks in advance.", "What should I do?", "Looking forward to your reply."),
        "brisk": ("", "", "", "thx", "any idea?", "pls advise"),
        "warm": ("Thank you so much!", "Have a lovely day!", "No rush at all.", "Warm regards, {name}."),
        "angry": ("I expect an answer today.", "I want my money back.", "Sort it out.", "Expect a one-star review.", "Who is in charge there?"),
        "formal": ("Kind regards, {name}", "Please confirm in writing. Regards, {name}", "I look forward to your prompt reply."),
        "anxious": ("Please hurry!", "Is it dangerous?", "We do not know what else to try.", "Really worried here."),
        "chatty": ("Happy to send a photo.", "Feel free to call if that is easier.", "That is about it, I think.", "My wife says hi, by the way."),
    },
    around={
        "home": (
            "The hub sits in the hallway.", "Flat is on the fourth floor, thick walls.", "We changed the router last month.", "It all began after the storm.", "It worked fine for half a year.",
            "There is a baby in the house, so it matters.", "We are away until Sunday.", "I updated the app yesterday.", "Firmware is current, I checked.", "Your technician put it in.",
            "I installed it myself, by the book.", "Restarted it three times.", "Internet is fine otherwise.", "My mother lives alone there.", "Did not touch anything, honest.", "It worked yesterday.",
        ),
        "order": (
            "Paid by card right away.", "Same address as last time.", "The status has not moved for three days.", "I am home until six.", "It is a present, so the date matters.",
            "The phone just gives me a robot.", "Someone promised to call back and never did.", "I kept the receipt.", "Not my first order, it always went well before.", "We leave on Saturday.",
            "The box is still sealed.", "No rush, I would just like to know.",
        ),
        "ask": (
            "We are renovating, so anything can go into the walls.", "Budget is around twenty thousand.", "It is for my father’s birthday.", "The place is rented, no drilling.",
            "I already own a hub of another make.", "I know nothing about this, to be honest.", "The house is from 1978.", "We need eight for the office.", "Reviews say different things.",
            "I would need installation as well.",
        ),
    },
    smiles=(" :)", "!", " 🙂", " ;)"),
    slips=(
        ("please", "pls"), ("thanks", "thx"), ("because", "becuase"), ("receive", "recieve"), ("definitely", "definately"), ("you", "u"), ("thermostat", "termostat"), ("the", "teh"),
        ("sensor", "senser"), ("really", "realy"), ("doesn't", "doesnt"), ("tomorrow", "tommorow"), ("battery", "batery"), ("does not", "doesnt"), ("cannot", "cant"),
    ),
    keys=("qwertyuiop", "asdfghjkl", "zxcvbnm"),
    greets={
        "warm": ("Hello {name}!", "Hi {name}, thank you for writing.", "{part}, {name}! I am sorry about this.", "Hi {name}, looking into it now."),
        "curt": ("", "", "Hello.", "Regarding your question:"),
        "chatty": ("Hi {name}, this is {agent}, I am with you today.", "{part}! {agent} here, let us sort this out.", "Hi {name}! I know this one."),
        "formal": ("{part}, {name}. Thank you for contacting us.", "Dear {name}, your request has been received."),
    },
    parts_with={
        "warm": ("Write right here if anything goes wrong.", "Sorry for the trouble!", "I will check on you tomorrow.", "Thank you for your patience.", ""),
        "curt": ("", "", "", "Please wait.", "There is no other way."),
        "chatty": ("I have the same one at home, works a treat!", "We did exactly this yesterday, first try.", "I am here until nine, just shout.", ""),
        "formal": ("Kind regards, {agent}, Uklad.", "We apologise for the inconvenience.", "", "We shall inform you of the result."),
    },
    more={
        "warm": ("", "It takes two minutes at most.", "I put it all into your card, so you will not have to explain it again."),
        "curt": ("", "", "That is the policy.", "It is in the manual, page 4."),
        "chatty": ("", "There is a small trick to it.", "Easier than it sounds."),
        "formal": ("", "The technical department has been informed.", "This normally takes one working day."),
    },
)  # fmt: skip

PLAIN = {
    "thanks": ("Thank you!", "Great, thanks.", "ok thx", "Perfect.", "Cheers!", "Brilliant, thank you.", "Got it, thanks"),
    "sour": ("We shall see.", "Fine.", "Heard that before.", "How much longer?", "As usual, then."),
    "later": ("All good now, thanks!", "Holding so far.", "Sadly that did not help.", "Same again after a day.", "Did as you said, works.", "Technician was here, very tidy.", "It arrived, thank you."),
}  # fmt: skip
