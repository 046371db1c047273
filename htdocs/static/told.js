/*
 * Part of the service worker: a push message.  It is empty; the site is asked what it was about, and a message is shown
 * whatever the answer, since browsers want one each time.
 */
'use strict';

const news = async () => {
  const cache = await caches.open('wenzheng-device');
  const kept = await cache.match('/push/device');
  if (!kept) return {};
  const reply = await fetch(`/push/${await kept.text()}.json`, { credentials: 'omit' });
  return reply.ok ? reply.json() : {};
};

const show = async () => {
  const { text = '您的提问有新进展', url = '/mine' } = await news().catch(() => ({}));
  await self.registration.showNotification(text, {
    body: '点开查看', tag: url, icon: '/static/touch.png', lang: 'zh-CN', data: url,
  });
};

// A window of the site that is open is used; else a new one is opened.
const open = async (url) => {
  const [window] = await self.clients.matchAll({ type: 'window' });
  if (!window) return self.clients.openWindow(url);
  await window.navigate(url).catch(() => self.clients.openWindow(url));
  return window.focus();
};

self.addEventListener('push', (event) => event.waitUntil(show()));
self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data));
});
