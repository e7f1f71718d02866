#include "core/graph/graph_builder.h"
#include "tests/test_class.h"
#include "views/base/tool_tip.h"
#include "views/drawing/base/shown_text.h"
#include "views/models/layer_model.h"
#include "views/panels/inspector.h"
#include "views/panels/message_bar.h"

#include <QApplication>
#include <QLabel>
#include <QTest>
#include <QTextDocument>

namespace waferscope {

/// Names that look like HTML, that act, or that are very long: the window shows them as text and keeps its size.
class ForeignNamesInWindowTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void layersShowTheirNames();
    void tooltipsAreNoHtml();
    void messagesArePlainText();
    void theInspectorShowsTextAndStaysNarrow();

private:
    static std::shared_ptr<const Network> networkOf(const char* layer)
    {
        GraphBuilder builder("<b>net</b>", "test");
        const TensorId input = builder.input("x", DataType::Float32, {1, 8});
        builder.beginLayer(layer, LayerKind::Linear);
        const TensorId output = builder.add("MatMul", {input, builder.parameter("w", {8, 8})});
        const auto source = std::make_shared<const NetworkSource>(builder.take({output}));
        return std::make_shared<const Network>(Network::create(source, {}).value());
    }
};

void ForeignNamesInWindowTest::layersShowTheirNames()
{
    LayerModel model;
    model.show(networkOf("a\x1b[31m\nb\xE2\x80\xAE"), nullptr);
    QCOMPARE(model.index(0, 0).data().toString(), QStringLiteral("a\\x1b[31m\\x0ab\\u202e"));
    model.show(networkOf(std::string(200'000, 'x').c_str()), nullptr);
    QCOMPARE(model.index(0, 0).data().toString().size(), 80);
}

void ForeignNamesInWindowTest::tooltipsAreNoHtml()
{
    LayerModel model;
    model.show(networkOf("<h1>big<h1>"), nullptr);
    const QString text = model.index(0, 0).data(Qt::ToolTipRole).toString();
    QVERIFY(Qt::mightBeRichText(text)); // so that Qt reads the next as what it is
    QTextDocument document;
    document.setHtml(text);
    QVERIFY2(document.toPlainText().startsWith(QStringLiteral("<h1>big<h1>\n")), qPrintable(document.toPlainText()));
    QCOMPARE(asToolTip(QStringLiteral("conv1\n2 parameters")), QStringLiteral("conv1\n2 parameters"));
}

void ForeignNamesInWindowTest::messagesArePlainText()
{
    MessageBar bar;
    bar.showMessage(MessageKind::Error, QStringLiteral("<b>a</b>\x1b[31m\n") + QString(500, QLatin1Char('x')));
    const auto* label = bar.findChild<QLabel*>(QStringLiteral("message.text"));
    QCOMPARE(label->textFormat(), Qt::PlainText);
    QVERIFY(label->text().startsWith(QStringLiteral("<b>a</b>\\x1b[31m\\x0ax")));
    QVERIFY(bar.minimumSizeHint().width() < 400);
}

void ForeignNamesInWindowTest::theInspectorShowsTextAndStaysNarrow()
{
    Inspector inspector;
    InspectorContent content;
    content.title = QStringLiteral("<b>") + QString(80, QLatin1Char('W'));
    content.groups = {{QStringLiteral("What it is"), {{QStringLiteral("Layers"), QStringLiteral("4"), {}}}}};
    inspector.setContent(content);
    const auto* title = inspector.findChild<QLabel*>(QStringLiteral("inspector.title"));
    QCOMPARE(title->text(), content.title);
    QCOMPARE(title->textFormat(), Qt::PlainText);
    QVERIFY2(inspector.widget()->minimumSizeHint().width() < 320,
             qPrintable(QString::number(inspector.widget()->minimumSizeHint().width())));
}

} // namespace waferscope

WAFERSCOPE_TEST_IN(QApplication, waferscope::ForeignNamesInWindowTest)
#include "foreign_names_in_window_test.moc"
