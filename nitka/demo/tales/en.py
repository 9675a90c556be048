"""English matters."""

from nitka.demo.stories import Story

MORE = (
    Story(
        "Hub blinks red",
        (
            ("c", ("The hub blinks red since the power cut.", "Hub is dead, every device is grey in the app.", "The hub restarts itself every ten minutes.", "no lights, no hub, red blinking thing")),
            ("a", ("Hold the button at the back for twelve seconds until it turns white; your devices stay.", "It lost its address. Switch it off, then the router, and on again in reverse order.", "The log ends at 3:12 am. Please check the power supply, it should say 2 A.")),
            ("c", ("White now. Is that good?", "Did not help, sadly.", "It lives!")),
            ("a", ("Yes, everything is back within five minutes.", "Then we replace it: the courier brings a new one {day}.", "Great. A small UPS would keep it from happening again.")),
        ),
        weight=4, hard=0.4, hurts=("result", "speed"), cause="product", comments=("Half a day without heating",), praise=("Back in five minutes",),
    ),
    Story(
        "Order {order} has not arrived",
        (
            ("c", ("Order {order} was due yesterday between 10 and 2. Nobody came.", "The tracking says delivered. It was not!", "Third time you move the delivery of {order}.", "where is {order}??")),
            ("a", ("Found it at the depot. It comes tomorrow, first run.", "I opened a search with the carrier, they have two days to answer.", "They lost the address. They will come {day}, 10 to 2.")),
            ("c", ("I am out tomorrow. Evening?", "Fine, but cancel it if they miss again.", "OK, waiting.")),
            ("a", ("Evening it is, 6 to 9. Delivery is on us.", "The courier will call an hour before.", "I will watch it myself.")),
        ),
        weight=4, about="order", hard=0.6, hurts=("speed", "repeat"), cause="promise", comments=("Three new dates in a row", "Waited two days at the window"), praise=("Found and delivered the same evening",),
    ),
    Story(
        "Wrong item in order {order}",
        (
            ("c", ("asked for white, got graphite", "The lamp arrived broken.", "There is a thermostat in the box instead of a lock, order {order}.", "One of two sockets is missing from {order}.")),
            ("a", ("Our mistake. The right one leaves today, the courier takes the other back.", "Could you send a photo of the label? We will replace it.", "Two orders were mixed up, yours arrives {day}.")),
            ("c", ("Photo attached, label is torn.", "Thanks for the quick answer.", "So I have to stay at home again?")),
        ),
        weight=3, about="order", hard=0.45, hurts=("result", "repeat"), cause="product", comments=("Check what you pack",), praise=("Replaced, no questions asked",),
    ),
    Story(
        "Charged twice for Watch",
        (
            ("c", ("I was charged 490 twice this month.", "What is this 490 charge?", "there is no cancel button anywhere", "Cancelled Watch a week ago and was charged anyway.")),
            ("a", ("The second charge was a mistake, it is on its way back.", "It was free for three months with the kit and then renews. I can cancel and return the last payment.", "Profile, Subscriptions, Do not renew. Done for you already.")),
            ("c", ("Please refund and cancel.", "A warning would have been nice.", "Thanks, that was quick.")),
        ),
        weight=3, about="order", hard=0.5, hurts=("price", "result"), cause="price", comments=("Small print",), praise=("Refunded on the spot",),
    ),
    Story(
        "Alarm at three in the morning",
        (
            ("c", ("The siren went off at 3 am and woke the whole house.", "The motion sensor sees our cat.", "The door sensor says open, the door is shut.", "alarm every night at four")),
            ("a", ("It sees the radiator warm up at four: turn it ten degrees away from the window.", "Pets mode, and at least two metres high. Here is where to find it.", "The magnet is three millimetres off. Press it on and it will do.")),
            ("c", ("Turned it. We shall see tonight.", "The cat is invisible now, thanks", "Happened again last night.")),
        ),
        weight=3, hard=0.45, hurts=("result", "competence"), cause="product", comments=("Nobody slept",), praise=("They found it in the log, impressive",),
    ),
    Story(
        "What would you put into a summer house",
        (
            ("c", ("Looking for something for the summer house so that pipes do not freeze.", "Which kit for a one-room flat that I let?", "Will the lock fit a metal door?", "need sth for my mum, she forgets the iron")),
            ("a", ("A hub with a SIM, two sensors and a valve: {sum}. You see it all from your phone.", "The lock with guest codes and a leak sensor.", "Send a photo of the door’s edge with a ruler, I will tell you exactly.")),
            ("c", ("Does it work without internet?", "Taking it, where do I pay?", "Let me think, thanks for the detail.")),
        ),
        weight=4, about="ask", hard=0.03, pleases=("competence", "politeness"), praise=("No upselling, refreshing",),
    ),
)  # fmt: skip
