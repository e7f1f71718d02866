#include "app/window/gallery_cards.h"

#include "formats/machines/machines.h"
#include "formats/networks/gallery.h"
#include "formats/networks/model.h"
#include "mapping/map_network.h"
#include "views/base/number_text.h"

#include <QCoreApplication>

#include <algorithm>

namespace waferscope {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("StartPage", text);
}

std::vector<CardRegion> regionsOf(const Layout& layout)
{
    const auto* mapping = std::get_if<Mapping>(&layout.arrangement());
    std::vector<CardRegion> regions;
    const double columns = layout.system().columns;
    const double rows = layout.system().rows;
    for (std::size_t i = 0; mapping && i < mapping->kernels.size(); ++i) {
        const PeRect& r = mapping->kernels[i].rectangle;
        regions.push_back({QRectF(r.origin.x / columns, r.origin.y / rows, r.width / columns, r.height / rows),
                           layout.graph()->kernels()[i].layerKind});
    }
    return regions;
}

/// The first pass: quick.
std::shared_ptr<const Network> count(StartCard& card)
{
    const Result<LoadedModel> model = openModel(card.model.toStdString());
    if (!model.ok())
        return nullptr;
    const Network& network = *model.value().network;
    card.counts = tr("%1 parameters · %2 multiply-adds")
                      .arg(compactText(static_cast<double>(network.parameters())),
                           compactText(static_cast<double>(network.macs())));
    return model.value().network;
}

/// The second pass: some networks take seconds.
void place(StartCard& card, const MapRequest& request, const JobControl& job)
{
    JobControl silent;
    silent.stop = job.stop;
    const Result<MappedLayout> mapped = mapNetwork(request, shippedAssumptions(), silent);
    if (mapped.ok())
        card.regions = regionsOf(*mapped.value().layout);
    else if (mapped.error().code == ErrorCode::DoesNotFit)
        card.remark = tr("streams only");
}

} // namespace

std::vector<StartCard> galleryCards()
{
    std::vector<StartCard> cards;
    for (const std::string& name : galleryNames()) {
        const Result<NetworkSpec> spec = gallerySpec(name);
        if (!spec.ok())
            continue;
        StartCard card;
        card.model = QString::fromStdString("gallery:" + name);
        card.title = QString::fromStdString(spec.value().title);
        card.sentence = QString::fromStdString(spec.value().description);
        cards.push_back(std::move(card));
    }
    return cards;
}

Result<std::vector<StartCard>> filledCards(std::vector<StartCard> cards,
                                           const std::shared_ptr<const Installation>& machine, const JobControl& job)
{
    std::vector<std::pair<std::size_t, std::shared_ptr<const Network>>> counted;
    for (std::size_t i = 0; i < cards.size(); ++i) {
        if (std::shared_ptr<const Network> network = count(cards[i]))
            counted.emplace_back(i, std::move(network));
    }
    job.publish(std::make_shared<const CardsPartial>(cards));
    std::stable_sort(counted.begin(), counted.end(), // quick ones first
                     [](const auto& a, const auto& b) { return a.second->parameters() < b.second->parameters(); });
    for (const auto& [index, network] : counted) {
        if (job.stopRequested())
            return Error{ErrorCode::Stopped, "Stopped."};
        MapRequest request;
        request.network = network;
        request.installation = machine;
        place(cards[index], request, job);
        job.publish(std::make_shared<const CardsPartial>(cards));
    }
    return cards;
}

} // namespace waferscope
