// METHOD URI yes|no|default TYPE FILE|- ...: sends the requests with HttpWebRequest and prints a line for each answer.
using System;
using System.IO;
using System.Net;

static class HttpWebRequestClient
{
    static void Main(string[] arguments)
    {
        for (int i = 0; i < arguments.Length; i += 5)
        {
            Console.WriteLine(Send(arguments[i], arguments[i + 1], arguments[i + 2], arguments[i + 3], arguments[i + 4]));
        }
    }

    static string Send(string method, string uri, string expect, string type, string file)
    {
        var request = (HttpWebRequest) WebRequest.Create(uri);
        request.Method = method;
        request.Proxy = null;
        if (expect != "default")
        {
            request.ServicePoint.Expect100Continue = expect == "yes";
        }
        try
        {
            if (file != "-")
            {
                request.ContentType = type;
                request.ContentLength = new FileInfo(file).Length;
                request.AllowWriteStreamBuffering = false;
                using (var content = File.OpenRead(file))
                using (var stream = request.GetRequestStream())
                {
                    content.CopyTo(stream);
                }
            }
            return Read((HttpWebResponse) request.GetResponse());
        }
        catch (WebException exception)
        {
            return exception.Response == null ? "- " + exception.Status : Read((HttpWebResponse) exception.Response);
        }
        catch (IOException)
        {
            // From the request stream: it went on sending, and met a closed connection. The answer may have come before.
            return Recover(request);
        }
    }

    static string Recover(HttpWebRequest request)
    {
        try
        {
            return Read((HttpWebResponse) request.GetResponse());
        }
        catch (WebException exception)
        {
            return exception.Response == null ? "- " + exception.Status : Read((HttpWebResponse) exception.Response);
        }
    }

    static string Read(HttpWebResponse response)
    {
        using (response)
        using (var body = new MemoryStream())
        {
            response.GetResponseStream().CopyTo(body);
            return (int) response.StatusCode + " " + body.Length;
        }
    }
}
