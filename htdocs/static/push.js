/*
 * The button that has this browser told: of a case's steps, or of a topic's answer.  Shown only where the browser can be told; the page works
 * without it.
 */
(function () {
  'use strict';
  var box = document.querySelector('[data-push]');
  if (!box || !('serviceWorker' in navigator) || !('PushManager' in window) || !('Notification' in window)) return;
  var button = box.querySelector('button');
  var state = box.querySelector('[data-push-state]');

  function bytes(text) {
    var plain = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
    return Uint8Array.from(plain, function (c) { return c.charCodeAt(0); });
  }

  function same(left, right) {
    return left && left.length === right.length && left.every(function (byte, i) { return byte === right[i]; });
  }

  // A subscription lasts as long as the site's key: one under an older key is given up for a new one.
  function subscribe(worker) {
    var key = bytes(box.dataset.push);
    return worker.pushManager.getSubscription().then(function (old) {
      if (old && same(new Uint8Array(old.options.applicationServerKey), key)) return old;
      return (old ? old.unsubscribe() : Promise.resolve()).then(function () {
        return worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
      });
    });
  }

  function tell(subscription) {
    return fetch(box.dataset.pushUrl, {
      method: 'POST', credentials: 'same-origin', headers: { Accept: 'application/json' },
      body: new URLSearchParams({ form: box.dataset.pushForm, kid: box.dataset.pushKid, address: subscription.endpoint })
    }).then(function (reply) {
      return reply.json().then(function (page) {
        if (!reply.ok) throw new Error(page.error && page.error.message);
        return page.device;
      });
    });
  }

  // The service worker asks under this name what a message was about.
  function remember(device) {
    return caches.open('wenzheng-device').then(function (cache) {
      return cache.put('/push/device', new Response(device));
    });
  }

  function say(text) {
    state.textContent = text;
    button.disabled = false;
  }

  function start() {
    button.disabled = true;
    state.textContent = '正在打开…';
    Notification.requestPermission().then(function (answer) {
      if (answer !== 'granted') return say('浏览器没有允许通知。请在浏览器的设置里允许本网站发送通知，再试一次。');
      return navigator.serviceWorker.register('/sw.js')
        .then(function () { return navigator.serviceWorker.ready; })
        .then(subscribe).then(tell).then(remember)
        .then(function () { location.assign(location.pathname + '?done=1'); });
    }).catch(function (error) {
      say(/[\u4e00-\u9fff]/.test(error.message) ? error.message : '没有打开成功，请稍后再试，或者选择其他方式。');
    });
  }

  box.hidden = false;
  button.addEventListener('click', start);
}());
