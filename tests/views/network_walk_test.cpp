#include "formats/networks/model.h"
#include "tests/test_class.h"
#include "views/network/graph_walk.h"
#include "views/network/network_camera.h"

#include <QApplication>
#include <QTest>

#include <set>

namespace waferscope {

namespace {

constexpr QSize kPane{600, 400};

/// With all blocks open.
NetworkPicture pictureOf(const std::string& model)
{
    const std::shared_ptr<const Network> network = openModel(model).value().network;
    const NetworkOutline outline = outlineOf(network, layerTreeOf(*network, nullptr));
    NetworkPicture picture;
    picture.scene = networkSceneOf(outline, allBlocks(*outline.tree));
    picture.size = kPane;
    return picture;
}

QRectF wholeOf(const NetworkPicture& picture)
{
    return picture.camera.toLogical(QRectF(QPointF(0, 0), picture.scene->layout.size));
}

} // namespace

/// Where keys lead in a network's graph, and that its camera never loses it.
class NetworkWalkTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void downLeadsFromInputToOutput();
    void rightAndLeftAreOpposite();
    void theNetworkStaysInSight();
    void whatIsUnderThePointerStaysWhileZooming();
    void revealedNodesAreSeen();
    void anUntouchedCameraFollowsThePane();
};

void NetworkWalkTest::downLeadsFromInputToOutput()
{
    const NetworkPicture picture = pictureOf("gallery:mnist-mlp");
    const NetworkScene& scene = *picture.scene;
    std::size_t node = 0;
    std::set<std::size_t> seen{node};
    while (const auto next = neighbourInGraph(scene, node, Qt::Key_Down)) {
        QVERIFY2(seen.insert(*next).second, "walks in a circle");
        node = *next;
    }
    QCOMPARE(scene.graph.nodes[node].role, GraphRole::Output);
    while (const auto next = neighbourInGraph(scene, node, Qt::Key_Up))
        node = *next;
    QCOMPARE(scene.graph.nodes[node].role, GraphRole::Input);
}

void NetworkWalkTest::rightAndLeftAreOpposite()
{
    const NetworkPicture picture = pictureOf("gallery:resnet50");
    const NetworkScene& scene = *picture.scene;
    int pairs = 0;
    for (std::size_t node = 0; node < scene.graph.nodes.size(); ++node) {
        const auto right = neighbourInGraph(scene, node, Qt::Key_Right);
        if (!right || scene.isOpen(node)) // an open block is around nodes, not beside them
            continue;
        QVERIFY(scene.layout.boxes[*right].center().x() > scene.layout.boxes[node].center().x());
        QVERIFY(neighbourInGraph(scene, *right, Qt::Key_Left).has_value());
        ++pairs;
    }
    QVERIFY2(pairs > 0, "no two nodes stand side by side");
}

void NetworkWalkTest::theNetworkStaysInSight()
{
    NetworkPicture picture = pictureOf("gallery:unet");
    NetworkCamera camera(picture);
    camera.fit();
    for (const QPointF way : {QPointF(9000, 0), QPointF(-9000, 0), QPointF(0, 9000), QPointF(0, -9000)}) {
        camera.panBy(way);
        QVERIFY(wholeOf(picture).intersects(QRectF(QPointF(0, 0), kPane)));
    }
}

void NetworkWalkTest::whatIsUnderThePointerStaysWhileZooming()
{
    NetworkPicture picture = pictureOf("gallery:unet");
    NetworkCamera camera(picture);
    camera.fit();
    const QPointF at(300, 200);
    const QPointF before = picture.camera.toScene(at);
    const double scale = picture.camera.scale;
    camera.zoomBy(1.5, at);
    QCOMPARE(picture.camera.scale, scale * 1.5);
    QVERIFY((picture.camera.toScene(at) - before).manhattanLength() < 1e-6);
}

void NetworkWalkTest::revealedNodesAreSeen()
{
    NetworkPicture picture = pictureOf("gallery:unet");
    NetworkCamera camera(picture);
    camera.fit();
    camera.zoomBy(4.0, {0, 0});
    const QRectF pane(QPointF(0, 0), kPane);
    for (std::size_t node = 0; node < picture.scene->graph.nodes.size(); ++node) {
        camera.reveal(node);
        QRectF box = picture.camera.toLogical(picture.scene->layout.boxes[node]);
        if (picture.scene->isOpen(node))
            box.setHeight(1.0); // its upper edge
        if (box.width() <= pane.width() && box.height() <= pane.height())
            QVERIFY(pane.contains(box));
    }
}

void NetworkWalkTest::anUntouchedCameraFollowsThePane()
{
    NetworkPicture picture = pictureOf("gallery:mnist-mlp");
    NetworkCamera camera(picture);
    camera.resize(kPane * 8);
    const double before = picture.camera.scale;
    camera.resize(kPane);
    QVERIFY(picture.camera.scale < before);
    camera.panBy({5, 0});
    const double touched = picture.camera.scale;
    camera.resize(kPane * 8);
    QCOMPARE(picture.camera.scale, touched);
}

} // namespace waferscope

WAFERSCOPE_TEST_IN(QApplication, waferscope::NetworkWalkTest)
#include "network_walk_test.moc"
