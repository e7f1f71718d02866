#include "core/graph/graph_builder.h"
#include "formats/networks/model.h"
#include "tests/test_class.h"
#include "views/drawing/network/network_picture.h"

#include <QBuffer>
#include <QTemporaryDir>
#include <QTest>

#include <map>
#include <set>

namespace waferscope {

namespace {

NetworkOutline outlineNamed(const std::string& model)
{
    std::shared_ptr<const Network> network = openModel(model).value().network;
    return outlineOf(network, layerTreeOf(*network, nullptr));
}

/// So many layers in a row, each unlike the others, on one level.
NetworkOutline flatNetwork(std::size_t count)
{
    GraphBuilder builder{"flat", "test"};
    TensorId x = builder.input("x", DataType::Float32, {std::string{"batch"}, std::int64_t{1}});
    for (std::size_t i = 0; i < count; ++i) {
        builder.beginLayer("layer" + std::to_string(i), LayerKind::Linear);
        const auto width = static_cast<std::int64_t>(i + 1);
        x = builder.add("MatMul", {x, builder.parameter("w", {width, width + 1})});
    }
    auto network = std::make_shared<const Network>(
        Network::create(std::make_shared<const NetworkSource>(builder.take({x}))).value());
    return outlineOf(network, layerTreeOf(*network, nullptr));
}

const GraphNode* named(const NetworkGraph& graph, const QString& name)
{
    for (const GraphNode& node : graph.nodes)
        if (node.name == name)
            return &node;
    return nullptr;
}

bool isLinked(const NetworkGraph& graph, const QString& from, const QString& to)
{
    for (const GraphLink& link : graph.links)
        if (graph.nodes[link.from].name == from && graph.nodes[link.to].name == to)
            return true;
    return false;
}

} // namespace

/// What nodes and links a graph has, on networks of the gallery.
class NetworkGraphTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyLayerIsShownOnce_data();
    void everyLayerIsShownOnce();
    void linksAreThoseOfTheLayers_data() { everyLayerIsShownOnce_data(); }
    void linksAreThoseOfTheLayers();
    void sumsAreOfTheLayers();
    void uNetHasItsSkips();
    void resNetHasItsShortcuts();
    void whatRepeatsStaysClosed();
    void crowdsAreGathered();
    void searchLooksAtNameKindAndOperator();
    void placesAreFound();
    void everyFormatShowsAllOfIt();
};

void NetworkGraphTest::everyLayerIsShownOnce_data()
{
    QTest::addColumn<QString>("model");
    for (const char* model : {"resnet50", "unet", "bert-large", "switch-c", "transformer-big", "lstm-wide", "tiny-gpt"})
        QTest::newRow(model) << QStringLiteral("gallery:") + QLatin1String(model);
}

void NetworkGraphTest::everyLayerIsShownOnce()
{
    QFETCH(QString, model);
    const NetworkOutline outline = outlineNamed(model.toStdString());
    for (const OpenBlocks& open : {OpenBlocks{}, usualBlocks(*outline.tree), allBlocks(*outline.tree)}) {
        const NetworkGraph graph = networkGraphOf(outline, open);
        for (std::size_t layer = 0; layer < graph.shownFor.size(); ++layer) {
            const GraphNode& node = graph.nodes[graph.shownFor[layer]];
            QVERIFY(node.layer && node.role != GraphRole::OpenBlock);
            if (node.role == GraphRole::Layer)
                QCOMPARE(node.layer->layer, std::optional(LayerId{layer}));
        }
        for (std::size_t i = 0; i < graph.nodes.size(); ++i)
            if (graph.nodes[i].parent)
                QVERIFY(*graph.nodes[i].parent < i && graph.nodes[*graph.nodes[i].parent].role == GraphRole::OpenBlock);
    }
    const NetworkGraph unfolded = networkGraphOf(outline, allBlocks(*outline.tree));
    const std::set<std::size_t> nodes(unfolded.shownFor.begin(), unfolded.shownFor.end());
    QCOMPARE(nodes.size(), outline.network->layers().size());
}

/// Against the sum of every tensor between the layers that two nodes stand for.
void NetworkGraphTest::linksAreThoseOfTheLayers()
{
    QFETCH(QString, model);
    const NetworkOutline outline = outlineNamed(model.toStdString());
    const NetworkGraph graph = networkGraphOf(outline, usualBlocks(*outline.tree));
    std::map<std::pair<std::size_t, std::size_t>, std::map<TensorId, std::int64_t>> flows;
    for (const LayerLink& link : layerLinks(*outline.network)) {
        if (!link.from || !link.to)
            continue;
        const std::size_t from = graph.shownFor[link.from->index()];
        const std::size_t to = graph.shownFor[link.to->index()];
        if (from != to)
            flows[{from, to}][link.tensor] = link.elements;
    }
    std::size_t between = 0;
    for (const GraphLink& link : graph.links) {
        if (!graph.nodes[link.from].layer || !graph.nodes[link.to].layer)
            continue; // an input or output
        ++between;
        std::int64_t elements = 0;
        for (const auto& [tensor, count] : flows.at({link.from, link.to}))
            elements += count;
        QCOMPARE(link.elements, elements);
        QCOMPARE(flows.at({link.from, link.to}).count(link.tensor), std::size_t{1});
    }
    QCOMPARE(between, flows.size());
}

void NetworkGraphTest::sumsAreOfTheLayers()
{
    const NetworkOutline outline = outlineNamed("gallery:resnet50");
    QCOMPARE(outline.tree->parameters, outline.network->parameters());
    QCOMPARE(outline.tree->macs, outline.network->macs());
    QCOMPARE(outline.tree->activations, outline.network->activations());
}

void NetworkGraphTest::uNetHasItsSkips()
{
    const NetworkOutline outline = outlineNamed("gallery:unet");
    const NetworkGraph graph = networkGraphOf(outline, usualBlocks(*outline.tree));
    for (const auto& [from, to] : {std::pair{"encoder/0", "decoder/2"},
                                   {"encoder/1", "decoder/1"},
                                   {"encoder/2", "decoder/0"},
                                   {"encoder/3", "decoder/0"},
                                   {"encoder/0", "encoder/1"}})
        QVERIFY2(isLinked(graph, QString::fromLatin1(from), QString::fromLatin1(to)), from);
    QVERIFY(!isLinked(graph, QStringLiteral("encoder/0"), QStringLiteral("decoder/0")));
}

void NetworkGraphTest::resNetHasItsShortcuts()
{
    const NetworkOutline outline = outlineNamed("gallery:resnet50");
    const NetworkGraph graph = networkGraphOf(outline, allBlocks(*outline.tree));
    std::size_t joins = 0;
    std::map<std::size_t, std::size_t> entering;
    for (const GraphLink& link : graph.links)
        ++entering[link.to];
    for (const auto& [node, count] : entering)
        joins += count == 2 ? 1 : 0;
    QCOMPARE(joins, std::size_t{16}); // one a bottleneck block: 3 + 4 + 6 + 3
}

void NetworkGraphTest::whatRepeatsStaysClosed()
{
    const NetworkOutline outline = outlineNamed("gallery:gpt3-175b");
    const NetworkGraph graph = networkGraphOf(outline, usualBlocks(*outline.tree));
    const GraphNode* decoder = named(graph, QStringLiteral("decoder × 96"));
    QVERIFY(decoder && decoder->role == GraphRole::ClosedBlock);
    QVERIFY(graph.nodes.size() < 12);
    const OpenBlocks some = allBlocks(*outline.tree, 300);
    QVERIFY(networkGraphOf(outline, some).nodes.size() <= 310);
}

void NetworkGraphTest::crowdsAreGathered()
{
    const NetworkOutline outline = flatNetwork(2600);
    QVERIFY(outline.tree->children.size() <= 1000);
    const NetworkGraph graph = networkGraphOf(outline, usualBlocks(*outline.tree));
    QVERIFY(graph.nodes.size() <= 1002);
    std::size_t layers = 0;
    for (const GraphNode& node : graph.nodes)
        if (node.layer)
            layers += node.layer->layer ? 1 : node.layer->children.size();
    QCOMPARE(layers, std::size_t{2600});
    QVERIFY(networkSceneOf(outline, allBlocks(*outline.tree))->layout.boxes.size() >= 2600);
}

void NetworkGraphTest::searchLooksAtNameKindAndOperator()
{
    const NetworkOutline outline = outlineNamed("gallery:unet");
    QCOMPARE(foundLayers(*outline.tree, QStringLiteral("pooling")).size(), std::size_t{3}); // a kind
    QCOMPARE(foundLayers(*outline.tree, QStringLiteral("convtranspose")).size(), std::size_t{3}); // an operator
    QCOMPARE(foundLayers(*outline.tree, QStringLiteral("decoder/2/concat")).size(), std::size_t{1}); // a name
    QVERIFY(foundLayers(*outline.tree, QStringLiteral("nowhere")).empty());
    QVERIFY(foundLayers(*outline.tree, QString()).empty());
    const std::vector<const LayerNode*> norms = foundLayers(*outline.tree, QStringLiteral("normalisation"));
    QCOMPARE(norms.size(), std::size_t{14}); // two a level, seven levels
    for (std::size_t i = 1; i < norms.size(); ++i)
        QVERIFY(*norms[i - 1]->layer < *norms[i]->layer);
}

void NetworkGraphTest::placesAreFound()
{
    const NetworkOutline outline = outlineNamed("gallery:unet");
    const auto scene = networkSceneOf(outline, usualBlocks(*outline.tree));
    for (std::size_t i = 0; i < scene->graph.nodes.size(); ++i) {
        const QRectF& box = scene->layout.boxes[i];
        if (scene->isOpen(i))
            QCOMPARE(scene->nodeAt(box.topLeft() + QPointF(2, 2)), std::optional(i));
        else
            QCOMPARE(scene->nodeAt(box.center()), std::optional(i));
        if (scene->isBlock(i)) {
            QCOMPARE(scene->glyphAt(glyphBox(*scene, i).center(), 0), std::optional(i));
            QVERIFY(box.contains(glyphBox(*scene, i)));
        }
    }
    QVERIFY(!scene->nodeAt({-10, -10}));
    for (std::size_t way = 0; way < scene->graph.links.size(); ++way) {
        const GraphPiece& last = scene->layout.pieces[scene->layout.lastPieces[way]];
        const auto found = scene->linkAt(last.end - QPointF(0, 1), 2);
        QVERIFY(found && scene->graph.links[*found].to == scene->graph.links[way].to);
    }
    QVERIFY(!scene->linkAt({-10, -10}, 3));
}

void NetworkGraphTest::everyFormatShowsAllOfIt()
{
    const NetworkOutline outline = outlineNamed("gallery:gpt3-175b");
    const auto scene = networkSceneOf(outline, allBlocks(*outline.tree));
    const auto bytesOf = [&](PictureFormat format) {
        return QByteArray::fromStdString(encoded(wholePicture(scene, ThemeKind::Light, format), format).value());
    };
    QVERIFY(bytesOf(PictureFormat::Png).startsWith("\x89PNG"));
    QVERIFY(bytesOf(PictureFormat::Pdf).startsWith("%PDF"));
    const QByteArray drawing = bytesOf(PictureFormat::Svg);
    QVERIFY(drawing.contains("decoder/95") && drawing.contains("feed-forward")); // however small
}

} // namespace waferscope

WAFERSCOPE_TEST_IN(QGuiApplication, waferscope::NetworkGraphTest)
#include "network_graph_test.moc"
