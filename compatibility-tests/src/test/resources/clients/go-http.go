// METHOD URI yes|no|default TYPE FILE|- ...: sends the requests with net/http and prints a line for each answer.
package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"time"
)

func send(client *http.Client, method, uri, expect, contentType, file string) string {
	request, err := http.NewRequest(method, uri, nil)
	if err != nil {
		return fmt.Sprintf("- %T", err)
	}
	if file != "-" {
		content, err := os.Open(file)
		if err != nil {
			return fmt.Sprintf("- %T", err)
		}
		info, err := content.Stat()
		if err != nil {
			return fmt.Sprintf("- %T", err)
		}
		request.Body = content
		request.ContentLength = info.Size()
		request.Header.Set("Content-Type", contentType)
	}
	if expect == "yes" {
		request.Header.Set("Expect", "100-continue")
	}
	response, err := client.Do(request)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return fmt.Sprintf("- %T", err)
	}
	defer response.Body.Close()
	length, err := io.Copy(io.Discard, response.Body)
	if err != nil {
		return fmt.Sprintf("- %T", err)
	}
	return fmt.Sprintf("%d %d", response.StatusCode, length)
}

func main() {
	client := &http.Client{Transport: &http.Transport{ExpectContinueTimeout: 10 * time.Second}}
	for i := 1; i < len(os.Args); i += 5 {
		fmt.Println(send(client, os.Args[i], os.Args[i+1], os.Args[i+2], os.Args[i+3], os.Args[i+4]))
	}
}
