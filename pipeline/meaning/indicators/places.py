"""Places: the words by which a figure is shared out over places or things: 其中：云山市40户、石桥县50户, （每个领域至少1个）."""

from __future__ import annotations

import re

from pipeline.language.signs import HAN
from pipeline.meaning.indicators.phrases import SAID

# Each of several, inside the bracket of the figure that they share: （每个领域｜至少1个, 各区、县〔市〕｜至少1个）
SHARE_BEFORE = re.compile(f"[（，、]?(?:每个?|各)[{HAN}、〔〕]{{1,12}}")
_PLACES = f"(?:{SAID.regions}|[{HAN}]{{2,7}}?{SAID.places})"
# The places of a list that shares a figure out: 其中：云山市｜40户、石桥县｜50户
PLACE_LISTED = re.compile(f"(?:其中[：，]?|[、，；和])?(?P<place>{_PLACES})")
OF_EACH = re.compile("（(?:每个?|各)[^（）]*）$")
OF_PLACE = re.compile(f"（(?P<place>{_PLACES})）$")
# A place for which the same is to reach another figure.
PLACE_BEFORE = re.compile(f"，?(?:其中)?[{HAN}]{{2,10}}{SAID.parks}{SAID.aims}?(?:达到|达|实现)?")
# 整治村庄150个，每县区每年｜不少于5个
EACH_BEFORE = re.compile(f"，?每个?[{HAN}]{{0,4}}?{SAID.each_of}(?:每[年月周])?(?:至少|力争|确保|原则上)?")
# 审批时限压缩至30天，其中小型项目压缩至｜13天
OF_KIND = re.compile(f"，?其中：?(?P<whose>[{HAN}]{{2,14}}?{SAID.parts_of})(?:再|分别)?(?:压缩|压减|缩短|减少|控制)?")
# 总面积5平方公里、｜容纳20万个机柜
SIZE_BEFORE = re.compile(f"^.*[0-9]{SAID.sizes}、(?=..)")
# 实施总投资90亿元的工业项目20个，新开工｜8个: a sum of all is not of some of them.
OF_ALL = re.compile(f"{SAID.class_sizes}[0-9.]+[万亿]*[^，。；0-9以的]{{1,4}}的")
