#pragma once

#include <QPixmap>
#include <QScrollArea>
#include <QString>

#include <vector>

class QGridLayout;
class QLabel;
class QVBoxLayout;

namespace waferscope {

/// One network that can be opened with a click.
struct StartCard {
    QString model; ///< what is opened: "gallery:resnet50"
    QString title;
    QString sentence; ///< what it is
    QString counts; ///< "25.6 M parameters · 4.09 G multiply-adds"; empty while not known
};

/// What the window shows before anything is open: the gallery, recent files, how to open one's own.
class StartPage : public QScrollArea {
    Q_OBJECT
public:
    explicit StartPage(QWidget* parent = nullptr);

    void setCards(const std::vector<StartCard>& cards);
    void setCounts(const QString& model, const QString& counts);
    void setRecent(const QStringList& files);
    [[nodiscard]] int cardCount() const { return static_cast<int>(m_cards.size()); }

Q_SIGNALS:
    void openWanted(const QString& model);
    void browseWanted();

protected:
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void arrange();
    void addHeading(QVBoxLayout& column);
    void applyTheme();

    QWidget* m_body;
    QGridLayout* m_grid;
    QLabel* m_recentTitle;
    QVBoxLayout* m_recent;
    QLabel* m_subtitle;
    std::vector<class StartCardButton*> m_cards;
    int m_columns = 0;
};

} // namespace waferscope
