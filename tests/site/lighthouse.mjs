// Lighthouse on a phone profile: node lighthouse.mjs CHROMIUM ADDRESS… writes one line of JSON for each address.
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

const [chromePath, ...addresses] = process.argv.slice(2);
const chromeFlags = ["--headless=new", "--no-sandbox"];
const chrome = await launch({ chromePath, chromeFlags });
for (const address of addresses) {
  const { lhr } = await lighthouse(address, { port: chrome.port, logLevel: "silent" });
  const scores = {}, lacking = [];
  for (const { id, score, auditRefs } of Object.values(lhr.categories)) {
    scores[id] = Math.round(100 * score);
    for (const { id, weight } of auditRefs) {
      const audit = lhr.audits[id];
      if (weight && audit.score !== null && audit.score < 1) lacking.push(`${id} ${audit.score} ${audit.displayValue ?? ""}`);
    }
  }
  console.log(JSON.stringify({ address, scores, lacking }));
}
await chrome.kill();
