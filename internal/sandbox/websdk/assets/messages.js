// What the buyer reads, by the locale option's values. {amount}, {method} and
// {merchant} are filled in.
const KEYS = [
  "noMoney", "loading", "payTo", "pay", "decline", "reason", "cancel", "close", "goOn", "leaves", "scan",
  "left", "paying", "paid", "notPaid", "notYet", "returning", "back", "noAnswer",
  "controls", "event", "fire", "notOpened",
  "storeAt", "store", "storing", "stored", "notStored",
];

const MESSAGES = {
  en_US: ["No money moves.", "Loading…", "Pay {merchant}", "Pay {amount}", "Decline", "Reason for a decline", "Cancel", "Close", "Continue to {method}", "You leave this page to pay and come back afterwards.", "Scan the code to pay with {method}.",
    "Time left", "Paying…", "Paid", "Not paid", "The result is not final yet", "You are taken back to the merchant.", "Back to the merchant", "The simulator did not answer. Try again.",
    "Simulator controls", "Event of the SDK", "Fire the event", "The page of {method} could not be opened.",
    "Store a card with {merchant}", "Store the card", "Storing…", "Card stored", "Card not stored"],
  pt_BR: ["Nenhum dinheiro é movimentado.", "Carregando…", "Pagar a {merchant}", "Pagar {amount}", "Recusar", "Motivo da recusa", "Cancelar", "Fechar", "Continuar para {method}", "Você sai desta página para pagar e depois volta.", "Escaneie o código para pagar com {method}.",
    "Tempo restante", "Pagando…", "Pago", "Não pago", "O resultado ainda não é final", "Você será levado de volta à loja.", "Voltar à loja", "O simulador não respondeu. Tente novamente.",
    "Controles do simulador", "Evento do SDK", "Disparar o evento", "Não foi possível abrir a página de {method}.",
    "Guardar um cartão em {merchant}", "Guardar o cartão", "Guardando…", "Cartão guardado", "Cartão não guardado"],
  ko_KR: ["실제 돈은 이동하지 않습니다.", "불러오는 중…", "{merchant}에 결제", "{amount} 결제", "거절", "거절 사유", "취소", "닫기", "{method}(으)로 계속", "결제를 위해 이 페이지를 떠났다가 돌아옵니다.", "코드를 스캔하여 {method}(으)로 결제하세요.",
    "남은 시간", "결제 중…", "결제 완료", "결제되지 않음", "결과가 아직 확정되지 않았습니다", "가맹점으로 돌아갑니다.", "가맹점으로 돌아가기", "시뮬레이터가 응답하지 않았습니다. 다시 시도하세요.",
    "시뮬레이터 제어", "SDK 이벤트", "이벤트 발생", "{method} 페이지를 열 수 없습니다.",
    "{merchant}에 카드 저장", "카드 저장", "저장 중…", "카드가 저장되었습니다", "카드가 저장되지 않았습니다"],
  es_ES: ["No se mueve dinero.", "Cargando…", "Pagar a {merchant}", "Pagar {amount}", "Rechazar", "Motivo del rechazo", "Cancelar", "Cerrar", "Continuar a {method}", "Sales de esta página para pagar y vuelves después.", "Escanea el código para pagar con {method}.",
    "Tiempo restante", "Pagando…", "Pagado", "No pagado", "El resultado aún no es definitivo", "Vuelves a la tienda.", "Volver a la tienda", "El simulador no respondió. Inténtalo de nuevo.",
    "Controles del simulador", "Evento del SDK", "Lanzar el evento", "No se pudo abrir la página de {method}.",
    "Guardar una tarjeta en {merchant}", "Guardar la tarjeta", "Guardando…", "Tarjeta guardada", "Tarjeta no guardada"],
  ms_MY: ["Tiada wang bergerak.", "Memuatkan…", "Bayar {merchant}", "Bayar {amount}", "Tolak", "Sebab penolakan", "Batal", "Tutup", "Teruskan ke {method}", "Anda meninggalkan halaman ini untuk membayar dan kembali selepas itu.", "Imbas kod untuk membayar dengan {method}.",
    "Masa berbaki", "Membayar…", "Dibayar", "Tidak dibayar", "Keputusan belum muktamad", "Anda dibawa kembali ke peniaga.", "Kembali ke peniaga", "Simulator tidak menjawab. Cuba lagi.",
    "Kawalan simulator", "Acara SDK", "Cetuskan acara", "Halaman {method} tidak dapat dibuka.",
    "Simpan kad di {merchant}", "Simpan kad", "Menyimpan…", "Kad disimpan", "Kad tidak disimpan"],
  in_ID: ["Tidak ada uang yang berpindah.", "Memuat…", "Bayar {merchant}", "Bayar {amount}", "Tolak", "Alasan penolakan", "Batal", "Tutup", "Lanjut ke {method}", "Anda meninggalkan halaman ini untuk membayar lalu kembali.", "Pindai kode untuk membayar dengan {method}.",
    "Sisa waktu", "Membayar…", "Dibayar", "Tidak dibayar", "Hasilnya belum final", "Anda dibawa kembali ke penjual.", "Kembali ke penjual", "Simulator tidak menjawab. Coba lagi.",
    "Kontrol simulator", "Peristiwa SDK", "Picu peristiwa", "Halaman {method} tidak dapat dibuka.",
    "Simpan kartu di {merchant}", "Simpan kartu", "Menyimpan…", "Kartu disimpan", "Kartu tidak disimpan"],
  tl_PH: ["Walang perang gumagalaw.", "Nilo-load…", "Bayaran ang {merchant}", "Magbayad ng {amount}", "Tanggihan", "Dahilan ng pagtanggi", "Kanselahin", "Isara", "Magpatuloy sa {method}", "Aalis ka sa pahinang ito para magbayad at babalik pagkatapos.", "I-scan ang code para magbayad gamit ang {method}.",
    "Natitirang oras", "Nagbabayad…", "Bayad na", "Hindi nabayaran", "Hindi pa pinal ang resulta", "Ibabalik ka sa merchant.", "Bumalik sa merchant", "Hindi sumagot ang simulator. Subukan muli.",
    "Mga kontrol ng simulator", "Event ng SDK", "Patakbuhin ang event", "Hindi mabuksan ang pahina ng {method}.",
    "I-save ang card sa {merchant}", "I-save ang card", "Sine-save…", "Na-save ang card", "Hindi na-save ang card"],
  th_TH: ["ไม่มีการเคลื่อนย้ายเงินจริง", "กำลังโหลด…", "ชำระให้ {merchant}", "ชำระ {amount}", "ปฏิเสธ", "เหตุผลของการปฏิเสธ", "ยกเลิก", "ปิด", "ดำเนินการต่อที่ {method}", "คุณจะออกจากหน้านี้เพื่อชำระเงินแล้วกลับมา", "สแกนรหัสเพื่อชำระด้วย {method}",
    "เวลาที่เหลือ", "กำลังชำระ…", "ชำระแล้ว", "ไม่ได้ชำระ", "ผลยังไม่สิ้นสุด", "กำลังพาคุณกลับไปยังร้านค้า", "กลับไปยังร้านค้า", "ตัวจำลองไม่ตอบ โปรดลองอีกครั้ง",
    "ตัวควบคุมของตัวจำลอง", "เหตุการณ์ของ SDK", "ส่งเหตุการณ์", "ไม่สามารถเปิดหน้าของ {method} ได้",
    "บันทึกบัตรกับ {merchant}", "บันทึกบัตร", "กำลังบันทึก…", "บันทึกบัตรแล้ว", "ไม่ได้บันทึกบัตร"],
  vi_VN: ["Không có tiền thật được chuyển.", "Đang tải…", "Thanh toán cho {merchant}", "Thanh toán {amount}", "Từ chối", "Lý do từ chối", "Hủy", "Đóng", "Tiếp tục đến {method}", "Bạn rời trang này để thanh toán rồi quay lại.", "Quét mã để thanh toán bằng {method}.",
    "Thời gian còn lại", "Đang thanh toán…", "Đã thanh toán", "Chưa thanh toán", "Kết quả chưa phải là cuối cùng", "Bạn được đưa về trang người bán.", "Quay lại người bán", "Trình mô phỏng không trả lời. Hãy thử lại.",
    "Điều khiển của trình mô phỏng", "Sự kiện của SDK", "Kích hoạt sự kiện", "Không thể mở trang của {method}.",
    "Lưu thẻ tại {merchant}", "Lưu thẻ", "Đang lưu…", "Đã lưu thẻ", "Chưa lưu thẻ"],
  fr_FR: ["Aucun argent ne circule.", "Chargement…", "Payer {merchant}", "Payer {amount}", "Refuser", "Motif du refus", "Annuler", "Fermer", "Continuer vers {method}", "Vous quittez cette page pour payer, puis vous revenez.", "Scannez le code pour payer avec {method}.",
    "Temps restant", "Paiement en cours…", "Payé", "Non payé", "Le résultat n’est pas encore définitif", "Vous retournez chez le marchand.", "Retour au marchand", "Le simulateur n’a pas répondu. Réessayez.",
    "Commandes du simulateur", "Événement du SDK", "Déclencher l’événement", "La page de {method} n’a pas pu être ouverte.",
    "Enregistrer une carte chez {merchant}", "Enregistrer la carte", "Enregistrement…", "Carte enregistrée", "Carte non enregistrée"],
  nl_NL: ["Er gaat geen geld om.", "Laden…", "Betaal aan {merchant}", "Betaal {amount}", "Weigeren", "Reden van de weigering", "Annuleren", "Sluiten", "Verder naar {method}", "U verlaat deze pagina om te betalen en komt daarna terug.", "Scan de code om te betalen met {method}.",
    "Resterende tijd", "Bezig met betalen…", "Betaald", "Niet betaald", "Het resultaat is nog niet definitief", "U gaat terug naar de winkel.", "Terug naar de winkel", "De simulator gaf geen antwoord. Probeer het opnieuw.",
    "Bediening van de simulator", "Gebeurtenis van de SDK", "Gebeurtenis versturen", "De pagina van {method} kon niet worden geopend.",
    "Een kaart bewaren bij {merchant}", "Kaart bewaren", "Bezig met bewaren…", "Kaart bewaard", "Kaart niet bewaard"],
  it_IT: ["Nessun denaro viene spostato.", "Caricamento…", "Paga {merchant}", "Paga {amount}", "Rifiuta", "Motivo del rifiuto", "Annulla", "Chiudi", "Continua su {method}", "Lasci questa pagina per pagare e poi ritorni.", "Scansiona il codice per pagare con {method}.",
    "Tempo rimasto", "Pagamento in corso…", "Pagato", "Non pagato", "Il risultato non è ancora definitivo", "Torni al negozio.", "Torna al negozio", "Il simulatore non ha risposto. Riprova.",
    "Comandi del simulatore", "Evento dell’SDK", "Genera l’evento", "Non è stato possibile aprire la pagina di {method}.",
    "Salva una carta presso {merchant}", "Salva la carta", "Salvataggio…", "Carta salvata", "Carta non salvata"],
  de_DE: ["Es fließt kein Geld.", "Wird geladen…", "An {merchant} zahlen", "{amount} zahlen", "Ablehnen", "Grund der Ablehnung", "Abbrechen", "Schließen", "Weiter zu {method}", "Sie verlassen diese Seite zum Bezahlen und kommen danach zurück.", "Scannen Sie den Code, um mit {method} zu zahlen.",
    "Verbleibende Zeit", "Zahlung läuft…", "Bezahlt", "Nicht bezahlt", "Das Ergebnis steht noch nicht fest", "Sie werden zum Händler zurückgebracht.", "Zurück zum Händler", "Der Simulator hat nicht geantwortet. Versuchen Sie es noch einmal.",
    "Steuerung des Simulators", "Ereignis des SDK", "Ereignis auslösen", "Die Seite von {method} konnte nicht geöffnet werden.",
    "Eine Karte bei {merchant} hinterlegen", "Karte hinterlegen", "Wird hinterlegt…", "Karte hinterlegt", "Karte nicht hinterlegt"],
  zh_CN: ["不会发生真实资金流动。", "正在加载…", "向 {merchant} 付款", "支付 {amount}", "拒绝", "拒绝原因", "取消", "关闭", "前往 {method}", "您将离开此页面付款，完成后返回。", "扫码使用 {method} 付款。",
    "剩余时间", "正在支付…", "已支付", "未支付", "结果尚未确定", "正在返回商户。", "返回商户", "模拟器没有应答，请重试。",
    "模拟器控制", "SDK 事件", "触发事件", "无法打开 {method} 的页面。",
    "在 {merchant} 保存银行卡", "保存银行卡", "正在保存…", "银行卡已保存", "银行卡未保存"],
  zh_HK: ["不會有真實款項流動。", "正在載入…", "向 {merchant} 付款", "支付 {amount}", "拒絕", "拒絕原因", "取消", "關閉", "前往 {method}", "您將離開此頁面付款，完成後返回。", "掃碼以 {method} 付款。",
    "剩餘時間", "正在付款…", "已付款", "未付款", "結果尚未確定", "正在返回商戶。", "返回商戶", "模擬器沒有回應，請再試一次。",
    "模擬器控制", "SDK 事件", "觸發事件", "無法開啟 {method} 的頁面。",
    "在 {merchant} 儲存卡", "儲存卡", "正在儲存…", "卡已儲存", "卡未儲存"],
};

// localeOf is the locale to use for an option: one of ours, else the browser's
// language, else English.
function localeOf(option) {
  if (LOCALES.includes(option)) return option;
  const wanted = String(navigator.language || "en").replace("-", "_");
  const language = wanted.split("_")[0].toLowerCase();
  const other = { id: "in", fil: "tl" }[language] || language;
  if (LOCALES.includes(wanted)) return wanted;
  if (/^zh.*(HK|TW|MO|Hant)/.test(wanted)) return "zh_HK";
  return LOCALES.find((l) => l.startsWith(other + "_")) || "en_US";
}

// languageTag is a locale as HTML and Intl want it.
function languageTag(locale) {
  return locale.replace(/^in_/, "id_").replace(/^tl_/, "fil_").replace("_", "-");
}

// wordsOf gives the texts of a locale: words("pay", {amount: "HKD 1.00"}).
function wordsOf(locale) {
  const texts = MESSAGES[locale] || MESSAGES.en_US;
  return (key, values = {}) => texts[KEYS.indexOf(key)].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

// amountText writes an amount as the locale does. Its value is a decimal string,
// which must not go through a number of the machine.
function amountText(amount, locale) {
  if (!amount.known) return amount.currency + " " + amount.value;
  const decimals = (amount.value.split(".")[1] || "").length;
  try {
    return new Intl.NumberFormat(languageTag(locale), {
      style: "currency", currency: amount.currency, currencyDisplay: "code",
      minimumFractionDigits: decimals, maximumFractionDigits: decimals,
    }).format(amount.value);
  } catch {
    return amount.currency + " " + amount.value;
  }
}
