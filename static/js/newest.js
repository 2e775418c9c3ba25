// On a narrow screen the whole page scrolls, and a conversation would open at its oldest message: go to the newest.
const [visit] = performance.getEntriesByType("navigation");
const newest = [...document.querySelectorAll("#thread > .msg")].at(-1);
if (newest && !location.hash && visit?.type === "navigate" && matchMedia("(max-width: 48rem)").matches) newest.scrollIntoView();
