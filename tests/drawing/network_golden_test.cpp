// Draws graphs of small networks and compares them with those in tests/golden, as golden_test does for the wafer.
#include "formats/networks/model.h"
#include "tests/drawing/golden.h"
#include "tests/test_class.h"
#include "views/drawing/network/network_picture.h"

namespace waferscope {

namespace {

std::shared_ptr<const NetworkScene> sceneOf(const std::string& model,
                                            OpenBlocks (*blocks)(const LayerNode&, std::size_t), std::size_t most)
{
    std::shared_ptr<const Network> network = openModel(model).value().network;
    const NetworkOutline outline = outlineOf(network, layerTreeOf(*network, nullptr));
    return networkSceneOf(outline, blocks(*outline.tree, most));
}

std::size_t nodeNamed(const NetworkScene& scene, const QString& name)
{
    for (std::size_t i = 0; i < scene.graph.nodes.size(); ++i)
        if (scene.graph.nodes[i].name == name)
            return i;
    qFatal("There is no node %s.", qPrintable(name));
}

NetworkPicture usual(const std::string& model, ThemeKind theme)
{
    return wholePicture(sceneOf(model, usualBlocks, 40), theme, PictureFormat::Png);
}

/// One node chosen with its streams, one pointed at, a search that found some.
NetworkPicture marked()
{
    NetworkPicture picture = usual("gallery:unet", ThemeKind::Light);
    picture.chosen = nodeNamed(*picture.scene, QStringLiteral("encoder/1"));
    picture.hovered = nodeNamed(*picture.scene, QStringLiteral("decoder/0"));
    picture.found.resize(picture.scene->graph.nodes.size(), false);
    for (const char* name : {"encoder/1", "encoder/2", "decoder/0", "decoder × 3"})
        picture.found[nodeNamed(*picture.scene, QString::fromUtf8(name))] = true;
    return picture;
}

/// One decoder block with all in it, as attention looks.
NetworkPicture attention()
{
    std::shared_ptr<const Network> network = openModel("gallery:tiny-gpt").value().network;
    const NetworkOutline outline = outlineOf(network, layerTreeOf(*network, nullptr));
    OpenBlocks open = allBlocks(*outline.tree);
    for (const std::unique_ptr<LayerNode>& block : outline.tree->children)
        for (std::size_t i = 1; i < block->children.size(); ++i)
            open.erase(block->children[i].get());
    return wholePicture(networkSceneOf(outline, open), ThemeKind::Dark, PictureFormat::Png);
}

/// Twice as sharp, and so small that only colours remain.
NetworkPicture small()
{
    NetworkPicture picture =
        wholePicture(sceneOf("gallery:resnet50", allBlocks, 5000), ThemeKind::Light, PictureFormat::Png);
    picture.size = QSizeF(120, 600);
    picture.pixelRatio = 2.0;
    picture.camera = fittedCamera(*picture.scene, picture.size);
    return picture;
}

NetworkPicture empty()
{
    NetworkPicture picture;
    picture.size = QSizeF(200, 100);
    picture.notice = QStringLiteral("Open a network to see it.");
    return picture;
}

} // namespace

class NetworkGoldenTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY2(golden::setUp(), "The pictures are drawn with DejaVu Sans: install it."); }

    void looksAsAccepted_data()
    {
        QTest::addColumn<NetworkPicture>("picture");
        QTest::newRow("unet_light") << usual("gallery:unet", ThemeKind::Light);
        QTest::newRow("unet_marked") << marked();
        QTest::newRow("resnet50_dark") << usual("gallery:resnet50", ThemeKind::Dark);
        QTest::newRow("attention_dark") << attention();
        QTest::newRow("small_2x") << small();
        QTest::newRow("empty") << empty();
    }

    void looksAsAccepted()
    {
        QFETCH(NetworkPicture, picture);
        golden::compare(renderImage(picture),
                        QStringLiteral("network_%1.png").arg(QLatin1String(QTest::currentDataTag())));
    }
};

} // namespace waferscope

WAFERSCOPE_TEST_IN(QGuiApplication, waferscope::NetworkGoldenTest)
#include "network_golden_test.moc"
