"""The picture of the review page in the README, taken of the page as it is now: ``make screenshot``.

Needs the system's packages chromium, chromium-driver and a Chinese font (fonts-wqy-zenhei).
"""

from __future__ import annotations

import io
import shutil
import tempfile
from pathlib import Path

from PIL import Image
from selenium import webdriver

from pipeline.show import view

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "review-page.png"
NOTICE, TASK = "jinxiang-2024", "jinxiang-2024-i005"
WIDTH, HEIGHT = 1440, 900


def taken(page: Path) -> bytes:
    """A PNG of a page in the colours that most readers see, with one task chosen."""
    browser, service = shutil.which("chromium"), shutil.which("chromedriver")
    if not browser or not service:
        raise SystemExit("install Chromium: apt-get install chromium chromium-driver fonts-wqy-zenhei")
    options = webdriver.ChromeOptions()
    options.binary_location = browser
    for argument in ("--headless=new", "--no-sandbox", "--hide-scrollbars", "--disable-gpu", "--disable-dev-shm-usage"):
        options.add_argument(argument)
    with webdriver.Chrome(options=options, service=webdriver.ChromeService(service)) as driver:
        screen = {"width": WIDTH, "height": HEIGHT, "deviceScaleFactor": 1, "mobile": False}
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
        driver.get(f"{page.as_uri()}#{TASK}")
        driver.execute_async_script("document.fonts.ready.then(() => setTimeout(arguments[0], 500))")
        return bytes(driver.get_screenshot_as_png())


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        picture = Image.open(io.BytesIO(taken(view.run(NOTICE, ROOT / "data", Path(folder), ROOT / "raw"))))
    # 256 colours are enough for a page of text, and a third of the bytes.
    picture.convert("RGB").quantize(256).save(PICTURE, optimize=True)
    print(PICTURE.relative_to(ROOT))
