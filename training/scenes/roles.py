"""What each kind of thing is called, how large it is, and which primitives stand in for it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

Metres = tuple[float, float, float]
_NEVER = re.compile(
    r"\b(plug|socket|switch|female|male|girl|boy|mannequin|urinal|swimming|jacuzzi|stairs?"
    r"|escalator"
    r"|glove|ring|watch|bill|arrow|parking|rails?|crossing)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Role:
    """Meshes whose name or category matches and whose sides lie in the limits; else primitives.

    `smallest` and `largest` are the sides of the primitives, metres across, deep and high;
    `within` is the least and greatest of the longest side of a mesh that is taken, `flat_below`
    the least height, `narrow` the greatest of the shorter side across.
    """

    pattern: str
    shapes: tuple[str, ...]
    smallest: Metres
    largest: Metres
    within: tuple[float, float] = (0.0, 1e9)
    flat_below: float = 0.0
    narrow: float = 1e9
    without: str = ""
    always_shapes: bool = False

    @cached_property
    def _words(self) -> re.Pattern[str]:
        return re.compile(rf"(?:^|[\s_/-])(?:{self.pattern})s?(?:$|[\s_/,0-9-])", re.IGNORECASE)

    def accepts(self, name: str, category: str, size: list[float]) -> bool:
        """Whether a mesh of the library can play this role."""
        if not self.pattern or _NEVER.search(name) or category in ("person", "primitive"):
            return False
        if self.without and re.search(self.without, name):
            return False
        if not self.within[0] <= max(size) <= self.within[1]:
            return False
        if size[2] < self.flat_below or min(size[:2]) > self.narrow:
            return False
        return bool(self._words.search(name) or self._words.search(category))


ROLES: dict[str, Role] = {
    # Seats and tables
    "chair": Role(
        r"(?<!beach )(?<!arm)(?<!relax )(?<!deck )(?<!high )chair|chair with cushion|class seat"
        r"|stool",
        ("box",), (0.4, 0.4, 0.4), (0.5, 0.5, 0.9), (0.6, 1.15), 0.6,
        without=r"high chair|deck|beach",
    ),
    "armchair": Role(
        r"armchair|winchester armchair|puff|futon couch", ("bevel_box",), (0.7, 0.7, 0.6),
        (1, 0.9, 0.9), (0.7, 1.4),
    ),
    "sofa": Role(
        r"sofa|couch|sofa [23] seats|cheap sofa|clear sofa", ("bevel_box",), (1.5, 0.7, 0.7),
        (2.3, 0.95, 0.9), (1.2, 3),
    ),
    "table": Role(
        r"(?<!coffee )(?<!changing )(?<!bedside )(?<!dressing )(?<!tennis )(?<!football )"
        r"(?<!bar )table",
        ("box",), (1, 0.7, 0.72), (2, 1, 0.78), (0.65, 2.6), 0.6,
    ),
    "coffee_table": Role(
        r"coffee table|low table|puff", ("box",), (0.7, 0.5, 0.3), (1.3, 0.8, 0.5), (0.6, 1.6),
    ),
    "desk": Role(
        r"desk|wooden desk|desk table|office table|wooden table|workbench", ("box",),
        (1.1, 0.6, 0.72), (1.8, 0.8, 0.78), (0.9, 2.2), 0.6,
    ),
    "bedside": Role(
        r"bedside table|nightstand|bedside", ("bevel_box",), (0.35, 0.35, 0.4), (0.5, 0.45, 0.6),
        (0.3, 0.8),
    ),
    # Against walls
    "shelf": Role(
        r"shelves|bookcase|full bookcase|vertical shelves|shelf", ("box",), (0.6, 0.28, 1.2),
        (1.4, 0.4, 2.2), (1, 3.3), 0.7,
    ),
    "cabinet": Role(
        r"cupboard|dresser|chest|filing cabinet|cabinet|dresser with drawers|vanity|tv stand"
        r"|television cabinet|credenza|sideboard|drawers cabinet", ("bevel_box", "box"),
        (0.6, 0.4, 0.6), (1.6, 0.55, 1.1), (0.5, 2.2), 0.4,
        without=r"upper|bath|wardrobe|high|corner",
    ),
    "wardrobe": Role(
        r"wardrobe|closet|clothes rack|high cabinet", ("box",), (0.9, 0.55, 1.9), (2, 0.65, 2.3),
        (1.2, 3),
    ),
    "bed": Role(
        r"bed|iron bed|day bed|captain's bed", ("bevel_box",), (0.9, 1.9, 0.45), (1.8, 2.1, 0.9),
        (1.7, 2.7),
    ),
    "lower_cabinet": Role(
        r"lower cabinet|sink cabinet|small lower cabinet|drawers cabinet", ("box",),
        (0.5, 0.58, 0.86), (0.8, 0.62, 0.92), (0.5, 1.3), 0.7, always_shapes=True,
    ),
    "upper_cabinet": Role(
        r"upper cabinet|small upper cabinet|upper shelves cabinet", ("box",), (0.5, 0.32, 0.55),
        (0.8, 0.38, 0.8), (0.3, 1), always_shapes=True,
    ),
    "appliance": Role(
        r"refrigerator|fridge|large fridge|large stove|propane stove|oven|washing machine|dryer"
        r"|clothes washing machine|dryer machine|dishwasher|stove", ("bevel_box",),
        (0.55, 0.55, 0.85), (0.7, 0.65, 1.9), (0.5, 2.1), 0.5,
    ),
    "bathroom": Role(
        r"washbasin|toilets? unit|bidet|bath|vanity|double vanity|island bath|toilet|bathtub",
        ("bevel_box",), (0.5, 0.5, 0.4), (1.7, 0.7, 0.9), (0.3, 2.4), 0.25,
        without=r"shower|brush|urinal",
    ),
    "tall": Role(
        r"floor lamp|lamp|yucca|indoor plant|spathiphyllum|christmas tree|water cooler|coat ?rack"
        r"|fan|plant|step ladder|punching ball|clothes horse", ("cylinder", "ragged_*"),
        (0.3, 0.3, 0.9), (0.5, 0.5, 1.8), (0.8, 2.1), 0.6,
        without=r"hanging|chandelier|wall|ceiling",
    ),
    "instrument": Role(
        r"piano|upright piano|grand piano|electric guitar|treadmill|indoor bike|flipper"
        r"|football table|aquarium|fireplace|furnace"
        r"|music", ("box",), (0.8, 0.5, 0.8), (1.4, 0.6, 1.2),
        (0.6, 2.7),
    ),
    "garage": Role(
        r"bike|bicycle|motorbike|mower|barrel|crate|pallet|wheelbarrow|workbench|shelves|trunck"
        r"|suitcase|scooter|fork lift|step ladder|tricycle|stroller|box|cardboard box",
        ("box", "cylinder"), (0.4, 0.4, 0.4), (1, 0.8, 1.2), (0.3, 2.6), always_shapes=True,
        without=r"upper|bread|letters|flower|plant",
    ),
    # Small things
    "monitor": Role(r"monitor|tv|tv 16:9|wall flat tv|computer|imac|apple imac", ("box",),
                    (0.45, 0.04, 0.3), (0.7, 0.07, 0.45), (0.35, 1.2)),
    "laptop": Role(r"laptop|ibook|apple ibook|notebook", ("box",), (0.3, 0.22, 0.02),
                   (0.36, 0.25, 0.03), (0.2, 0.45)),
    "keyboard": Role(r"computer keyboard", ("box",), (0.35, 0.12, 0.015), (0.45, 0.16, 0.03)),
    "lamp": Role(r"lamp|desk lamp|little lamp|japanese lantern", ("cone",), (0.2, 0.2, 0.35),
                 (0.3, 0.3, 0.5), (0.2, 0.7),
        without=r"wall|ceiling|hanging|fluorescent|outdoor|spot|artwork",
    ),
    "ceiling_lamp": Role(r"hanging light|chandelier lamp|ceiling lamp|ceiling fan"
        r"|fluorescent light",
                         ("sphere", "cylinder", "box"), (0.2, 0.2, 0.1), (0.5, 0.5, 0.3),
                         (0.3, 1.4), always_shapes=True),
    "plant": Role(
        r"plant|little plant|cactus|orchid|bonsai tree|flower|succulent plant|spider plant|bamboo"
        r"|decorative plant|vase|flower box", ("ragged_*", "blob_*"), (0.15, 0.15, 0.2),
        (0.5, 0.5, 0.6), (0.1, 1.0),
        without=r"lamp|christmas",
    ),
    "tableware": Role(
        r"plate|oval plate|bowl|cup|coffee cup|coffee mug|plastic cup|tray|teapot|glass|jar|pottery"
        r"|plate,? glass(?:es)? and cutlery|creamer|sugar|tableware|tea cup|mug|espresso kettle"
        r"|fork"
        r"|spoon|knife|coffee press|salt shaker|squeezer",
        ("cylinder", "bowl", "sphere"), (0.07, 0.07, 0.02), (0.26, 0.26, 0.12), (0.05, 0.5),
        always_shapes=True,
        without=r"knife stand|letter",
    ),
    "bottle": Role(
        r"bottle|wine bottle|beer bottle|milk|yogurt bottle|oil servers|medicine bottle|soap|flacon"
        r"|spray bottle|candle|vase", ("cylinder",), (0.05, 0.05, 0.15), (0.1, 0.1, 0.32),
        (0.08, 0.45), always_shapes=True,
    ),
    "cup": Role(r"cup|coffee cup|coffee mug|plastic cup|mug", ("cylinder", "bowl"),
                (0.07, 0.07, 0.07), (0.1, 0.1, 0.12), (0.05, 0.2), always_shapes=True,
        without=r"cake",
    ),
    "food": Role(
        r"bread|hot dog|hamburger|apple|birthday cake|cup cake|sushi tray|steak|french fries|food"
        r"|bowl with (?:fruits|salad)|roasted chicken|butter|fruit|cake",
        ("blob_2*", "sphere"), (0.06, 0.06, 0.04), (0.22, 0.22, 0.12), (0.05, 0.45),
        always_shapes=True,
        without=r"tray|milk|bottle|ipod|iphone|imac|ibook",
    ),
    "desk_item": Role(
        r"scissors|stapler|pencil|penbox|phone|calendar|letter tray|mobile phone|tablet|camera|book"
        r"|headphone|glasses|sunglasses|keys|tape|newspaper|calculator|clock|desk item|book"
        r"|tv remote control|mp3",
        ("box", "cylinder"), (0.06, 0.06, 0.02), (0.3, 0.22, 0.1), (0.05, 0.45),
        always_shapes=True,
        without=r"surveillance|plate",
    ),
    "counter_item": Role(
        r"toaster|coffee maker|coffee machine|microwave|blender|mixer|bread box|knife stand"
        r"|kitchen scale"
        r"|coffee brewer|sandwich maker|cooker|chopping board|utensils pot|paper towel holder"
        r"|spice tower"
        r"|deep fryer|boiler|large pan|small oven|tin|can|kitchen item", ("bevel_box", "cylinder"),
        (0.15, 0.12, 0.15), (0.4, 0.3, 0.35), (0.15, 0.6),
    ),
    "clutter": Role(
        r"box|gift|backpack|handbag|teddy bear|doll|toy|basketball|soccer ball|suitcase|umbrella"
        r"|dustbin|recycling bin|sneakers|slippers|helmet|hat|speaker|crate|basket|clothes basket"
        r"|wood toy|car model|toy train|shopping basket|mini stereo|folded clothes|bag|bin|toy"
        r"|clothes|music|cat|dog",
        ("box", "bevel_box", "sphere", "blob_3"), (0.12, 0.12, 0.1), (0.5, 0.4, 0.45), (0.1, 0.8),
        0.05, always_shapes=True,
        without=r"hot dog|bread|medicine|letters",
    ),
    "product": Role(
        r"teddy bear|deer|doll|shoe|woman shoes|sneakers|helmet|hat|camera|reflex camera|toy"
        r"|car model"
        r"|rocking horse|vase|lamp|teapot|clock|handbag|backpack|violin|guitar|globe|snowman|rabbit"
        r"|cat|dog|bulldog|chicken|siamese cat|horse|headphone|drill|basketball|stone lantern"
        r"|fountain"
        r"|toy train|coffee maker|chair|armchair|plant|bonsai tree|biplane|wood toy|bootie"
        r"|pottery|toy|animal|music|pram|play|street",
        ("blob_1*", "bevel_box", "sphere", "rock_1"), (0.15, 0.15, 0.15), (0.6, 0.6, 0.7),
        (0.08, 2.7), always_shapes=True,
        without=r"ceiling|wall|hanging|hot dog|surveillance|fluorescent|sign|lamppost|traffic",
    ),
    # Outdoors
    "car": Role(
        r"car|concept sedan 0[12](?: sport)?|ford focus|vw new beetle|seat leon|peugeot 308 cc"
        r"|renault scenic|suv|chevrolet|smart car|sedan|hatchback|taxi"
        r"|police", ("car*", "bevel_box"),
        (1.7, 3.9, 1.4), (1.95, 4.8, 1.7), (2.2, 5.6), 1.0,
    ),
    "van": Role(r"van|bus|truck|city bus|lorry|ambulance|firetruck|delivery", ("bevel_box", "box"),
                (2, 5, 2.1), (2.5, 8, 3.4), (4.5, 18), 1.7),
    "bicycle": Role(r"bicycle|bike|scooter|motorbike|yamaha yzr r6|motorcycle|pram", ("torus",),
                    (0.45, 1.6, 1), (0.55, 1.8, 1.1), (1, 2.3), 0.7,
        without=r"indoor",
    ),
    "tree": Role(
        r"ficus|blue pine under snow|coconut tree|cypress|palm tree|peach blossom|tree|pine|oak|fir"
        r"|bended coconut tree|birch", (), (2, 2, 4), (5, 5, 9), (2.5, 25), 2.5,
    ),
    "bush": Role(r"hedge|high hedge|bush|shrub|grass|plant|fern", ("ragged_*", "blob_*"),
                 (0.8, 0.8, 0.6), (2.5, 2, 1.8), (0.9, 4), 0.5, always_shapes=True),
    "street_lamp": Role(
        r"street light|street lamp|classic lamppost|park light|street", (), (0.15, 0.15, 5),
        (0.2, 0.2, 9), (2.3, 9.5), 2.3, narrow=0.8, without=r"sign|traffic light",
    ),
    "sign": Role(r"sign", (), (0.6, 0.1, 2.4), (0.7, 0.1, 2.8), (1.8, 4), 1.8, narrow=0.4),
    "traffic_light": Role(r"traffic light", (), (0.4, 0.3, 3), (0.5, 0.4, 4), (2, 8), 2.0),
    "power_pole": Role(r"power pole", (), (0.2, 0.2, 8), (0.3, 0.3, 10), (6, 14), 6.0),
    "building": Role(r"building|skyscraper|apartment", (), (14, 12, 9), (20, 15, 20), (6, 80), 5.0),
    "street_item": Role(
        r"fire hydrant|mailbox|park trashcan|residential trashcan|bench|cone|concrete bench"
        r"|painted bench|wood bank|letters box|bullet trash can|umbrella|cafe table|cafe chair"
        r"|pedestrian railing|little bank|barrier|trash|bin|street", ("box", "cylinder"),
        (0.3, 0.3, 0.7), (0.9, 0.6, 1.2), (0.4, 2.2), 0.4, always_shapes=True,
    ),
    "garden": Role(
        r"umbrella|deck chair|child hut|child swing|fountain|wheelbarrow|stone lantern|pool lounge"
        r"|dog house|garden hut|trampoline|hammock|camping tent|football goal|seesaw|bench"
        r"|rattan sofa"
        r"|rattan table|rattan armchair|barnum|children game|plant box|garden|play|hut"
        r"|fence", ("box", "blob_*"),
        (0.6, 0.6, 0.6), (2, 1.5, 1.6), (0.6, 8), 0.4,
    ),
    "rock": Role(r"rock|stone|boulder", ("rock_*", "blob_*"), (0.4, 0.4, 0.3), (2, 1.6, 1.3),
                 (0.2, 4), always_shapes=True,
        without=r"grill|lantern",
    ),
    "house": Role(r"house|cottage|villa|shop", (), (8, 8, 6),
                  (14, 14, 12), (4, 80), 3.0),
    "animal": Role(r"cat|dog|bulldog|siamese cat|rabbit|horse|chicken|deer|cow|sheep|animal",
                   ("blob_*",), (0.3, 0.6, 0.4), (0.4, 0.9, 0.6), (0.25, 2.7),
        without=r"rocking|clothes|roasted|house",
    ),
}  # fmt: skip
