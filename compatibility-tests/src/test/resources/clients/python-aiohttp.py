"""METHOD URI yes|no|default TYPE FILE|- ...: sends the requests with aiohttp and prints a line for each answer."""
import asyncio
import sys

import aiohttp


async def send(session, method, uri, expect, content_type, file):
    content = None if file == "-" else open(file, "rb")
    headers = {} if content is None else {"Content-Type": content_type}
    options = {"expect100": True} if expect == "yes" else {}
    async with session.request(method, uri, data=content, headers=headers, **options) as response:
        return "%d %d" % (response.status, len(await response.read()))


async def main(arguments):
    async with aiohttp.ClientSession() as session:
        for i in range(0, len(arguments), 5):
            try:
                print(await send(session, *arguments[i:i + 5]))
            except aiohttp.ClientError as error:
                print("-", type(error).__name__)


asyncio.run(main(sys.argv[1:]))
