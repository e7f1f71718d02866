#pragma once

#include "core/network/network.h"

#include <QRectF>
#include <QScrollArea>
#include <QString>

#include <vector>

class QGridLayout;
class QLabel;
class QVBoxLayout;

namespace waferscope {

/// One kernel of a card's placement.
struct CardRegion {
    QRectF place; ///< as shares of the fabric's sides
    LayerKind kind = LayerKind::Other;
};

/// One network that can be opened with a click.
struct StartCard {
    QString model; ///< what is opened: "gallery:resnet50"
    QString title;
    QString sentence; ///< what it is
    QString counts; ///< "25.6 M parameters · 4.09 G multiply-adds"; empty while not known
    std::vector<CardRegion> regions; ///< its real placement in small; empty while not known
    QString remark; ///< in place of a placement: "streams only"
};

/// What the window shows before anything is open: the gallery, recent files, how to open one's own.
class StartPage : public QScrollArea {
    Q_OBJECT
public:
    explicit StartPage(QWidget* parent = nullptr);

    void setCards(const std::vector<StartCard>& cards);
    void setCard(const StartCard& card); ///< in place of the one of the same model
    void setRecent(const QStringList& files);
    [[nodiscard]] int cardCount() const { return static_cast<int>(m_cards.size()); }

Q_SIGNALS:
    void openWanted(const QString& model);
    void browseWanted();
    void buildWanted(); ///< a network of one's own, from blocks

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void arrange();
    void addHeading(QVBoxLayout& column);

    QWidget* m_body;
    QGridLayout* m_grid;
    QLabel* m_recentTitle;
    QVBoxLayout* m_recent;
    QLabel* m_subtitle;
    std::vector<class StartCardButton*> m_cards;
    int m_columns = 0;
};

} // namespace waferscope
