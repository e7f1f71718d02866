#include "formats/networks/model.h"
#include "tests/test_class.h"
#include "views/network/network_graph_view.h"

#include <QAccessible>
#include <QApplication>
#include <QTest>

namespace waferscope {

namespace {

NetworkOutline outlineNamed(const std::string& model, const Dimensions& sizes = {})
{
    std::shared_ptr<const Network> network = openModel(model, sizes).value().network;
    return outlineOf(network, layerTreeOf(*network, nullptr));
}

} // namespace

/// The widget alone: what screen readers and tooltips say, and that it lives with nothing to show.
class NetworkGraphViewTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyNodeHasAName();
    void toolTipsTellNodesAndStreams();
    void blocksStayOpenAtOtherSizes();
    void nothingToShow();
};

void NetworkGraphViewTest::everyNodeHasAName()
{
    NetworkGraphView view;
    view.resize(600, 800);
    view.show();
    view.setOutline(outlineNamed("gallery:unet"));
    QAccessibleInterface* canvas = QAccessible::queryAccessibleInterface(&view);
    QVERIFY(canvas);
    QCOMPARE(canvas->childCount(), static_cast<int>(view.picture().scene->graph.nodes.size()));
    QStringList names;
    for (int i = 0; i < canvas->childCount(); ++i) {
        names << canvas->child(i)->text(QAccessible::Name);
        QVERIFY(!names.back().isEmpty());
        QCOMPARE(canvas->indexOfChild(canvas->child(i)), i);
    }
    QVERIFY2(names.contains(QStringLiteral("encoder × 4, open block")), qPrintable(names.join(u'|')));
    QVERIFY(names.contains(QStringLiteral("decoder/2, block")));
    QVERIFY(names.contains(QStringLiteral("Input image")));
    const auto block = names.indexOf(QStringLiteral("decoder/2, block"));
    QVERIFY(canvas->child(static_cast<int>(block))->state().collapsed);
}

void NetworkGraphViewTest::toolTipsTellNodesAndStreams()
{
    NetworkGraphView view;
    view.resize(600, 1200);
    view.show();
    view.setOutline(outlineNamed("gallery:unet"));
    const NetworkPicture& picture = view.picture();
    const NetworkScene& scene = *picture.scene;
    for (std::size_t way = 0; way < scene.graph.links.size(); ++way) {
        const GraphLink& link = scene.graph.links[way];
        if (scene.graph.nodes[link.from].name != QStringLiteral("output"))
            continue;
        const QPointF end = scene.layout.pieces[scene.layout.lastPieces[way]].end - QPointF(0, 10);
        const QString text = view.toolTipAt(picture.camera.toLogical(end));
        QVERIFY2(text.startsWith(QStringLiteral("output → ")), qPrintable(text));
        QVERIFY(text.contains(QStringLiteral("[1, 1, 256, 256]")));
    }
    const QRectF& box = scene.layout.boxes.back();
    QVERIFY(view.toolTipAt(picture.camera.toLogical(box.center())).startsWith(QStringLiteral("Output ")));
    QVERIFY(view.toolTipAt({-50, -50}).isEmpty());
}

void NetworkGraphViewTest::blocksStayOpenAtOtherSizes()
{
    NetworkGraphView view;
    view.resize(600, 800);
    const NetworkOutline outline = outlineNamed("gallery:resnet50");
    view.setOutline(outline);
    view.openAll();
    const std::size_t nodes = view.picture().scene->graph.nodes.size();
    auto larger = std::make_shared<const Network>(outline.network->withDimensions({{"height", 256}}).value());
    view.setOutline(outlineOf(larger, layerTreeOf(*larger, nullptr)));
    QCOMPARE(view.picture().scene->graph.nodes.size(), nodes);
    view.setOutline(outlineNamed("gallery:unet"));
    QVERIFY(view.picture().scene->graph.nodes.size() < 20);
}

void NetworkGraphViewTest::nothingToShow()
{
    NetworkGraphView view;
    view.resize(300, 300);
    view.show();
    for (const Qt::Key key : {Qt::Key_Down, Qt::Key_Return, Qt::Key_F, Qt::Key_Plus, Qt::Key_Escape})
        QTest::keyClick(&view, key);
    QTest::mouseClick(&view, Qt::LeftButton);
    QTest::mouseDClick(&view, Qt::LeftButton);
    view.openAll();
    view.closeAll();
    QVERIFY(view.toolTipAt({10, 10}).isEmpty());
    QVERIFY(!view.grab().isNull());
    view.setOutline(outlineNamed("gallery:unet"));
    view.setOutline(std::nullopt);
    QVERIFY(!view.picture().scene && !view.picture().chosen);
}

} // namespace waferscope

WAFERSCOPE_TEST_IN(QApplication, waferscope::NetworkGraphViewTest)
#include "network_graph_view_test.moc"
