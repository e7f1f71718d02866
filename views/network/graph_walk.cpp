#include "views/network/graph_walk.h"

#include <cmath>

namespace waferscope {

namespace {

std::optional<std::size_t> alongStreams(const NetworkScene& scene, std::size_t node, bool down)
{
    if (scene.isOpen(node)) {
        if (down && node + 1 < scene.graph.nodes.size())
            return node + 1; // the first in it
        return node > 0 ? std::optional(node - 1) : std::nullopt;
    }
    std::optional<std::size_t> nearest;
    double least = 0.0;
    const QPointF here = scene.layout.boxes[node].center();
    for (const GraphLink& link : scene.graph.links) {
        if ((down ? link.from : link.to) != node)
            continue;
        const std::size_t other = down ? link.to : link.from;
        const double distance = std::abs(scene.layout.boxes[other].center().y() - here.y());
        if (nearest && distance >= least)
            continue;
        nearest = other;
        least = distance;
    }
    return nearest;
}

std::optional<std::size_t> alongRow(const NetworkScene& scene, std::size_t node, bool right)
{
    const QRectF& here = scene.layout.boxes[node];
    std::optional<std::size_t> nearest;
    double least = 0.0;
    for (std::size_t i = 0; i < scene.graph.nodes.size(); ++i) {
        const QRectF& box = scene.layout.boxes[i];
        const double across = (box.center().x() - here.center().x()) * (right ? 1.0 : -1.0);
        const bool beside = box.top() < here.bottom() && box.bottom() > here.top() && !box.contains(here);
        if (i == node || !beside || across <= 0.0 || scene.isOpen(i) || (nearest && across >= least))
            continue;
        nearest = i;
        least = across;
    }
    return nearest;
}

} // namespace

std::optional<std::size_t> neighbourInGraph(const NetworkScene& scene, std::size_t node, Qt::Key key)
{
    if (key == Qt::Key_Up || key == Qt::Key_Down)
        return alongStreams(scene, node, key == Qt::Key_Down);
    return alongRow(scene, node, key == Qt::Key_Right);
}

} // namespace waferscope
