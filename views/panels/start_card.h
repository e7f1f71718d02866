#pragma once

#include "views/panels/start_page.h"

#include <QAbstractButton>

namespace waferscope {

/// A card of the start page: one click opens its network.
class StartCardButton : public QAbstractButton {
    Q_OBJECT
public:
    explicit StartCardButton(StartCard card, QWidget* parent = nullptr);

    [[nodiscard]] const StartCard& card() const { return m_card; }
    void setCard(StartCard card);

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    void paintThumbnail(QPainter& painter, const QRectF& square) const;
    void paintWords(QPainter& painter, const QRect& place) const;

    StartCard m_card;
};

} // namespace waferscope
