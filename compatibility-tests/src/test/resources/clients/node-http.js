// METHOD URI yes|no|default TYPE FILE|- ...: sends the requests with http.request and prints a line for each answer.
'use strict';
const fs = require('fs');
const http = require('http');

const agent = new http.Agent({ keepAlive: true });

function send(method, uri, expect, type, file) {
  return new Promise((resolve) => {
    const headers = {};
    if (file !== '-') {
      headers['Content-Type'] = type;
      headers['Content-Length'] = fs.statSync(file).size;
    }
    if (expect === 'yes') {
      headers.Expect = '100-continue';
    }
    const request = http.request(uri, { method, headers, agent });
    request.on('error', (error) => resolve('- ' + error.code));
    request.on('response', (response) => {
      let length = 0;
      response.on('data', (bytes) => { length += bytes.length; });
      response.on('end', () => resolve(response.statusCode + ' ' + length));
    });
    if (file === '-') {
      request.end();
    } else if (expect === 'yes') {
      request.on('continue', () => fs.createReadStream(file).pipe(request));
      request.flushHeaders();
    } else {
      fs.createReadStream(file).pipe(request);
    }
  });
}

(async () => {
  for (let i = 2; i < process.argv.length; i += 5) {
    console.log(await send(...process.argv.slice(i, i + 5)));
  }
  agent.destroy();
})();
