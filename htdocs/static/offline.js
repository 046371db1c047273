/*
 * Part of the service worker: the page that is shown when there is no network.  Nothing else is kept: pages are personal
 * or out of date the next moment.  What is posted passes untouched.
 */
'use strict';

// Raised when one of the files changes; what other versions kept is dropped.
const SHELL = 'wenzheng-shell-1';
const PAGE = '/static/offline.html';
const FILES = [PAGE, '/static/site.css', '/static/favicon.svg'];

const drop = async () => {
  const old = (await caches.keys()).filter((name) => name.startsWith('wenzheng-shell-') && name !== SHELL);
  await Promise.all(old.map((name) => caches.delete(name)));
};

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll(FILES)));
  self.skipWaiting();
});
self.addEventListener('activate', (event) => event.waitUntil(drop()));
self.addEventListener('fetch', (event) => {
  const { request } = event;
  const path = new URL(request.url).pathname;
  if (request.method !== 'GET') return;
  if (request.mode === 'navigate') {
    event.respondWith(fetch(request).catch(() => caches.match(PAGE)));
  } else if (FILES.includes(path) && new URL(request.url).origin === self.location.origin) {
    event.respondWith(fetch(request).catch(() => caches.match(path)));
  }
});
