"""Sorts catalogue items into the categories that scenes ask for, by their names."""

from __future__ import annotations

import re

# (category, pattern on the name, or from "^" on "catalogue category: name"); the first match counts
# and "" leaves an item out: people (they are made apart), flat marks, whole rooms, money, brands.
_RULES: tuple[tuple[str, str], ...] = (
    (
        "",
        r"^Characters: .*(male|girl|boy)|^.*: (bill \d|card game|parking slot|flipper|"
        r"emergency sign|playstation|soccer|calendar|arrow |number lock)|"
        r"^.*(living room$|swimming pool|sandpit|escalator|elevator|staircase|"
        r"pedestrian crossing|sidewalk|number lock)",
    ),
    ("animal", r"^Characters"),
    ("window", r"window(?! blind)|shutter"),
    ("door", r"^Doors|^.*: shower door"),
    (
        "car",
        r"^Vehicles: (concept sedan|vw|chevrolet|peugeot|renault|seat leon|suv|smart|"
        r"ford focus)",
    ),
    ("van", r"^Vehicles: van"),
    ("truck", r"^Vehicles: (truck|fork)"),
    ("bus", r"^Vehicles: .*bus"),
    ("bicycle", r"^Vehicles: (bike|bicycle|tricycle)"),
    ("motorbike", r"^.*motorbike|^Vehicles: (scooter|yamaha)"),
    ("pram", r"^Vehicles"),
    (
        "tree",
        r"^Exterior: .*(acacia|coconut|pine\b|beech|cypress|ficus|bamboo|maple|palm|"
        r"poplar|peach)",
    ),
    ("hedge", r"hedge|\bbush"),
    ("rock", r"\brock$"),
    (
        "street",
        r"hydrant|lamppost|street l|park light|porch (light|column)|letters box|mailbox|"
        r"trashcan|recycling bin|stone lantern|rail crossing|\bcone$|fountain",
    ),
    ("fence", r"fence|railing"),
    ("hut", r"hut$|dog house|barnum|tent$"),
    ("bench", r"\bbench|little bank|wood bank"),
    ("play", r"swing|seesaw|trampoline|children game|goal$|diving|basketball net|slide|snowman"),
    ("garden", r"^Exterior: (?!.*(chair|table|armchair|sofa|lounge|hammock))"),
    ("plant", r"plant|bonsai|flower|tulip|lily|yucca|orchid|spathi|cactus|ficus|bamboo|christmas"),
    ("lamp", r"^Lights: (?!.*(ceiling|hanging|pendant|chandelier|wall|track|fluorescent|strip))"),
    (
        "hanging lamp",
        r"^Lights: .*(ceiling|hanging|pendant|chandelier|track|fluorescent)|ceiling fan",
    ),
    ("wall lamp", r"^Lights"),
    ("laptop", r"laptop|ibook"),
    ("monitor", r"imac|screen$|\bTV\b(?! stand| remote)|wall flat"),
    ("keyboard", r"keyboard$"),
    ("phone", r"\bphone$|iphone"),
    ("headphones", r"headphones"),
    ("tablet", r"\btablet$"),
    (
        "food",
        r"apples|bread$|cake|fries|hamburger|hot dog|chicken|steak|sushi|salad|fruits|"
        r"butter|milk|yogurt|sugar$",
    ),
    ("book", r"\bbook$|newspaper"),
    (
        "tableware",
        r"\bcup$|mug|glass$|plate|bowl|fork$|spoon|knife$|bottle|teapot|creamer|jar$|"
        r"pottery|tray$|salt|cutlery|oil servers|beer|wine|flacon|chopping|coffee press|"
        r"kettle|squeezer",
    ),
    ("vase", r"vase|candle"),
    (
        "desk item",
        r"pencil|penbox|scissors|stapler|ruler|marker|letter tray|tape|keys$|glasses$|"
        r"watch$|camera$|remote|joystick|rubik|sunglasses|number lock|clock|thermometer|"
        r"radio$|ring$|lip stick|comb|cosmetics|hashtray|ashtray|medicine|soap|sponge|"
        r"brush|drill|hammer|\bsaw|cutting|\btool$|gift",
    ),
    (
        "kitchen item",
        r"toaster|mixer|blender|scale|coffee (machine|maker|brewer)|microwave|spice|"
        r"knife stand|utensil|fryer|sandwich|paper towel|grill|kitchen tools|bread box|"
        r"pan$",
    ),
    ("switch", r"switch|plug|socket$|smoke detector|intercom|cctv|surveillance"),
    ("armchair", r"armchair"),
    ("sofa", r"sofa|couch|futon|ottoman|puff"),
    ("stool", r"stool"),
    ("chair", r"chair|class seat|pool lounge|hammock"),
    ("desk", r"desk|workbench|technical table"),
    ("table", r"table(?!t| fan| stand| tennis bat)"),
    ("bed", r"\bbed$|crib|mattress|sleeping"),
    ("shelf", r"shel(f|ves)|bookcase"),
    (
        "cabinet",
        r"cabinet|wardrobe|cupboard|dresser|chest|drawer|vanity|locker|safe|sideboard|"
        r"tv stand|island|trunck",
    ),
    (
        "appliance",
        r"fridge|refrigerator|oven|stove|washing|dryer|freezer|cooker|cooktop|hood|"
        r"boiler|heater|dish",
    ),
    ("rug", r"rug|carpet|tatami|doormat|bathmat"),
    ("bath", r"bath|washbasin|toilet|bidet|shower|urinal|lavatory|basin|sink|jacuzzi"),
    ("radiator", r"radiator|furnace|fireplace|chimney|conditioning"),
    ("curtain", r"curtain|blind"),
    ("frame", r"frame|white board"),
    ("music", r"piano|guitar|speaker|stereo|amplifier|xylophone"),
    (
        "clothes",
        r"clothes|jacket|trousers|skirt|dress$|short$|suit$|towel|hat$|cap$|shoes|"
        r"sneakers|slippers|bootie|glove|mocassin|socket|backpack|handbag|briefcase|"
        r"suitcase",
    ),
    ("box", r"box|crate|barrel|pallet|basket$|bin$|dustbin|container|trash"),
    ("toy", r"toy|teddy|doll|puzzle|biplane|horse|train|car model|chess|ball$|racket|tennis bat"),
    ("item", r""),
)
_PATTERNS = tuple((category, re.compile(pattern, re.IGNORECASE)) for category, pattern in _RULES)
OUTDOOR = frozenset(
    [
        "car",
        "van",
        "truck",
        "bus",
        "bicycle",
        "motorbike",
        "pram",
        "tree",
        "hedge",
        "rock",
        "street",
        "fence",
        "hut",
        "play",
        "garden",
        "bench",
        "animal",
    ]
)


def category_of(kind: str, name: str) -> str:
    """The category of an item by its catalogue's own category and its name; "" if unwanted."""
    full = f"{kind}: {name}"
    rules = ((c, p, full if p.pattern.startswith("^") else name) for c, p in _PATTERNS)
    return next(c for c, pattern, text in rules if pattern.search(text))
