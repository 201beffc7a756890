// The front end of a shop. A bundler takes @alipay/ams-checkout from node_modules: Antom's
// own package, or the simulator's stand-in. This code is the same for both.
import { AMSCashierPayment } from "@alipay/ams-checkout";

const result = document.querySelector("#result");

const checkout = new AMSCashierPayment({
  environment: "sandbox",
  locale: "en_US",
  onEventCallback({ code }) {
    switch (code) {
      case "SDK_PAYMENT_SUCCESSFUL":
        result.textContent = "Thank you. We ship when our server knows of the payment.";
        break;
      case "SDK_PAYMENT_FAIL":
      case "SDK_PAYMENT_CANCEL":
        result.textContent = "Nothing was paid. You can try again.";
        break;
      case "SDK_START_OF_LOADING":
      case "SDK_END_OF_LOADING":
        break;
      default:
        result.textContent = "The payment is not clear: " + code;
    }
  },
});

document.querySelector("#buy").addEventListener("click", async () => {
  checkout.unmount();
  const response = await fetch("/session", { method: "POST" });
  const { paymentSessionData } = await response.json();
  await checkout.createComponent({ sessionData: paymentSessionData, notRedirectAfterComplete: true });
});
