// METHOD URI yes|no|default TYPE FILE|- ...: sends the requests with HttpClient and prints a line for each answer.
using System;
using System.IO;
using System.Net.Http;
using System.Net.Http.Headers;

static class HttpClientClient
{
    static void Main(string[] arguments)
    {
        using (var client = new HttpClient(new HttpClientHandler { UseProxy = false }))
        {
            for (int i = 0; i < arguments.Length; i += 5)
            {
                Console.WriteLine(
                    Send(client, arguments[i], arguments[i + 1], arguments[i + 2], arguments[i + 3], arguments[i + 4]));
            }
        }
    }

    static string Send(HttpClient client, string method, string uri, string expect, string type, string file)
    {
        using (var request = new HttpRequestMessage(new HttpMethod(method), uri))
        {
            if (file != "-")
            {
                request.Content = new StreamContent(File.OpenRead(file));
                request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
            }
            if (expect != "default")
            {
                request.Headers.ExpectContinue = expect == "yes";
            }
            try
            {
                using (var response = client.SendAsync(request).GetAwaiter().GetResult())
                {
                    var body = response.Content.ReadAsByteArrayAsync().GetAwaiter().GetResult();
                    return (int) response.StatusCode + " " + body.Length;
                }
            }
            catch (HttpRequestException exception)
            {
                Console.Error.WriteLine(exception);
                return "- " + exception.GetType().Name;
            }
        }
    }
}
