#include "app/gallery_cards.h"

#include "core/formats/gallery.h"
#include "core/formats/model.h"
#include "views/number_text.h"

#include <QCoreApplication>

namespace waferscope {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("StartPage", text);
}

} // namespace

std::vector<StartCard> galleryCards()
{
    std::vector<StartCard> cards;
    for (const std::string& name : galleryNames()) {
        const Result<NetworkSpec> spec = gallerySpec(name);
        if (spec.ok())
            cards.push_back({QString::fromStdString("gallery:" + name),
                             QString::fromStdString(spec.value().title),
                             QString::fromStdString(spec.value().description),
                             {}});
    }
    return cards;
}

Result<std::vector<StartCard>> countedCards(std::vector<StartCard> cards, const JobControl& job)
{
    for (StartCard& card : cards) {
        if (job.stopRequested())
            return Error{ErrorCode::Stopped, "Stopped."};
        const Result<LoadedModel> model = openModel(card.model.toStdString());
        if (!model.ok())
            continue;
        const Network& network = *model.value().network;
        card.counts = tr("%1 parameters · %2 multiply-adds a sample")
                          .arg(compactText(static_cast<double>(network.parameters())),
                               compactText(static_cast<double>(network.macs())));
    }
    return cards;
}

} // namespace waferscope
