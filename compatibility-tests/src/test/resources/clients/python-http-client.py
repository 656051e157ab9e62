"""METHOD URI yes|no|default TYPE FILE|- ...: sends the requests with http.client and prints a line for each answer."""
import http.client
import os
import sys
import urllib.parse


def send(connection, method, path, expect, content_type, file):
    headers = {}
    content = None
    if file != "-":
        content = open(file, "rb")
        headers = {"Content-Type": content_type, "Content-Length": str(os.path.getsize(file))}
    if expect == "yes":
        headers["Expect"] = "100-continue"
    try:
        connection.request(method, path, content, headers)
    except (BrokenPipeError, ConnectionResetError):
        # It knows nothing of Expect, sends on and on, and meets a closed connection. The answer may have come before.
        pass
    response = connection.getresponse()
    return "%d %d" % (response.status, len(response.read()))


arguments = sys.argv[1:]
connection = http.client.HTTPConnection(urllib.parse.urlsplit(arguments[1]).netloc)
for i in range(0, len(arguments), 5):
    method, uri, expect, content_type, file = arguments[i:i + 5]
    try:
        print(send(connection, method, urllib.parse.urlsplit(uri).path, expect, content_type, file))
    except Exception as error:
        connection.close()
        print("-", type(error).__name__)
