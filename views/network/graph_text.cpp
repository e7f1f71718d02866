#include "views/network/graph_text.h"

#include "views/drawing/base/number_text.h"
#include "views/drawing/base/shown_text.h"
#include "views/models/layer_model.h"

#include <QCoreApplication>

namespace waferscope {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(waferscope::NetworkGraphView)
};

QString linkToolTip(const NetworkScene& scene, const GraphLink& link)
{
    const Network& network = *scene.outline.network;
    return Texts::tr("%1 → %2\n%3 of %4, %5 elements a sample")
        .arg(scene.graph.nodes[link.from].name, scene.graph.nodes[link.to].name, shownName(network[link.tensor].name),
             QString::fromStdString(toText(network.shapeOf(link.tensor))), wholeText(link.elements));
}

} // namespace

QString graphNodeName(const GraphNode& node)
{
    switch (node.role) {
    case GraphRole::Input: return Texts::tr("Input %1").arg(node.name);
    case GraphRole::Output: return Texts::tr("Output %1").arg(node.name);
    case GraphRole::OpenBlock: return Texts::tr("%1, open block").arg(node.name);
    case GraphRole::ClosedBlock: return Texts::tr("%1, block").arg(node.name);
    case GraphRole::Layer: break;
    }
    return node.name;
}

QString graphToolTip(const NetworkScene& scene, QPointF place, double reach)
{
    const Network& network = *scene.outline.network;
    const std::optional<std::size_t> node = scene.nodeAt(place);
    if (node && !scene.isOpen(*node)) {
        const GraphNode& shown = scene.graph.nodes[*node];
        return shown.layer ? layerToolTip(*shown.layer, &network)
                           : graphNodeName(shown) + QLatin1Char('\n') + shown.detail;
    }
    if (const auto link = scene.linkAt(place, reach))
        return linkToolTip(scene, scene.graph.links[*link]);
    return node ? layerToolTip(*scene.graph.nodes[*node].layer, &network) : QString();
}

} // namespace waferscope
